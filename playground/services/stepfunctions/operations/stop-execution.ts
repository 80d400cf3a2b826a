import type { StopExecutionCommandInput, StopExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { findExecution } from "../executions.ts";
import { statesNeeds } from "../needs.ts";

/**
 * One that has ended stays as it ended.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
 */
export const stopExecution = (stepFunctions: StepFunctionsContext) =>
  operation<StopExecutionCommandInput, StopExecutionCommandOutput>({
    accepts: ["executionArn", "error", "cause"],
    needs: ({ executionArn }) => statesNeeds(stepFunctions, "StopExecution", executionArn),
    run({ executionArn = "", error, cause }) {
      const execution = findExecution(stepFunctions, executionArn);
      execution.stop(error, cause);
      return { stopDate: new Date(execution.record().stopDate ?? stepFunctions.surroundings.clock.now()) };
    },
  });
