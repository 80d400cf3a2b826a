import type { RedriveExecutionCommandInput, RedriveExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../world/aws-error.ts";
import { operation, type Surroundings } from "../../../world/service.ts";
import type { ExecutionStore } from "../executions.ts";
import { redrivability } from "../interpreter/redrivability.ts";
import { checkLength } from "../names.ts";
import type { StateMachineStore } from "../state-machines.ts";

interface PastRedrive {
  readonly clientToken: string;
  readonly redriveDate: number;
}

/** "The API will return idempotent responses for the last 10 client tokens … valid for up to 15 minutes". */
const remembered = { count: 10, milliseconds: 15 * 60 * 1000 };

export const redriveOperations = ({ clock }: Surroundings, machines: StateMachineStore, executions: ExecutionStore) => {
  const past = new Map<string, readonly PastRedrive[]>();
  return {
    RedriveExecution: operation<RedriveExecutionCommandInput, RedriveExecutionCommandOutput>({
      accepts: ["executionArn", "clientToken"],
      needs: ({ executionArn = "*" }) => [{ action: "states:RedriveExecution", resource: executionArn }],
      run({ executionArn = "", clientToken }) {
        if (clientToken !== undefined) checkLength("clientToken", clientToken, 1, 64);
        const now = clock.now();
        const execution = executions.get(executionArn);
        const recent = (past.get(executionArn) ?? []).filter(
          ({ redriveDate }) => now - redriveDate <= remembered.milliseconds,
        );
        const same = recent.find((redrive) => redrive.clientToken === clientToken);
        if (same !== undefined) return { redriveDate: new Date(same.redriveDate) };

        const record = execution.record();
        const isDeleted = machines.records.get(record.stateMachineArn)?.status !== "ACTIVE";
        const reason = isDeleted ? "State machine is in DELETING status" : redrivability(record, now);
        if (reason !== undefined) throw new AwsError("ExecutionNotRedrivable", reason);
        execution.redrive();
        if (clientToken !== undefined) {
          past.set(executionArn, [...recent, { clientToken, redriveDate: now }].slice(-remembered.count));
        }
        return { redriveDate: new Date(now) };
      },
    }),
  };
};
