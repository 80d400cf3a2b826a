import type { RedriveExecutionCommandInput, RedriveExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { PastRedrive, StepFunctionsContext } from "../context.ts";
import { findExecution } from "../executions.ts";
import { redrivability } from "../interpreter/redrivability.ts";
import { statesNeeds } from "../needs.ts";

/** "The API will return idempotent responses for the last 10 client tokens … valid for up to 15 minutes". */
const remembered = { count: 10, milliseconds: 15 * 60 * 1000 };

/** The redrives of an execution whose client tokens still count. */
const recentRedrives = ({ redrives, surroundings }: StepFunctionsContext, arn: string): readonly PastRedrive[] =>
  (redrives.get(arn) ?? []).filter(
    ({ redriveDate }) => surroundings.clock.now() - redriveDate <= remembered.milliseconds,
  );

/**
 * Goes on where it ended without success.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
 */
export const redriveExecution = (stepFunctions: StepFunctionsContext) =>
  operation<RedriveExecutionCommandInput, RedriveExecutionCommandOutput>({
    accepts: ["executionArn", "clientToken"],
    needs: ({ executionArn }) => statesNeeds(stepFunctions, "RedriveExecution", executionArn),
    run({ executionArn = "", clientToken }) {
      const { surroundings, machines, redrives } = stepFunctions;
      const now = surroundings.clock.now();
      const execution = findExecution(stepFunctions, executionArn);
      const recent = recentRedrives(stepFunctions, executionArn);
      const same = recent.find((redrive) => redrive.clientToken === clientToken);
      if (same !== undefined) return { redriveDate: new Date(same.redriveDate) };

      const record = execution.record();
      const isDeleted = machines.get(record.stateMachineArn)?.status !== "ACTIVE";
      const reason = isDeleted ? "State machine is in DELETING status" : redrivability(record, now);
      if (reason !== undefined) throw new AwsError("ExecutionNotRedrivable", reason);
      execution.redrive();
      if (clientToken !== undefined) {
        redrives.set(executionArn, [...recent, { clientToken, redriveDate: now }].slice(-remembered.count));
      }
      return { redriveDate: new Date(now) };
    },
  });
