import type { DescribeExecutionCommandInput, DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { executionSummary } from "../described-execution.ts";
import { findExecution } from "../executions.ts";
import type { ExecutionRecord } from "../interpreter/execution-record.ts";
import { redrivability } from "../interpreter/redrivability.ts";
import { statesNeeds } from "../needs.ts";

const outcome = ({ output, error, cause }: ExecutionRecord) => ({
  ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
  ...(error === undefined ? {} : { error }),
  ...(cause === undefined ? {} : { cause }),
});

/**
 * Whole, input and output included.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export const describeExecution = (stepFunctions: StepFunctionsContext) =>
  operation<DescribeExecutionCommandInput, DescribeExecutionCommandOutput>({
    accepts: ["executionArn"],
    needs: ({ executionArn }) => statesNeeds(stepFunctions, "DescribeExecution", executionArn),
    run({ executionArn = "" }) {
      const { surroundings, executionRecords } = stepFunctions;
      // StartExecution has told the caller of it, so that at least its start is seen at once.
      const record = executionRecords.seen(executionArn) ?? findExecution(stepFunctions, executionArn).record();
      const reason = redrivability(record, surroundings.clock.now());
      return {
        ...executionSummary(record),
        input: record.input,
        inputDetails: { included: true },
        ...outcome(record),
        ...(reason === undefined
          ? { redriveStatus: "REDRIVABLE" }
          : { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: reason }),
      };
    },
  });
