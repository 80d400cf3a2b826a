import type {
  DescribeStateMachineForExecutionCommandInput,
  DescribeStateMachineForExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { describedRevision } from "../described-revision.ts";
import { findExecution } from "../executions.ts";
import { statesNeeds } from "../needs.ts";

/**
 * As it was when the execution began.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html
 */
export const describeStateMachineForExecution = (stepFunctions: StepFunctionsContext) =>
  operation<DescribeStateMachineForExecutionCommandInput, DescribeStateMachineForExecutionCommandOutput>({
    accepts: ["executionArn"],
    needs: (input) => statesNeeds(stepFunctions, "DescribeStateMachineForExecution", input.executionArn),
    run({ executionArn = "" }) {
      const { revision } = findExecution(stepFunctions, executionArn);
      return { ...describedRevision(revision), updateDate: new Date(revision.updateDate) };
    },
  });
