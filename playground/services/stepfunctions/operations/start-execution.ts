import type { StartExecutionCommandInput, StartExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { beginExecution } from "../executions.ts";
import { statesNeeds } from "../needs.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const startExecution = (stepFunctions: StepFunctionsContext) =>
  operation<StartExecutionCommandInput, StartExecutionCommandOutput>({
    accepts: ["stateMachineArn", "name", "input"],
    needs: ({ stateMachineArn }) => statesNeeds(stepFunctions, "StartExecution", stateMachineArn),
    run({ stateMachineArn = "", name, input }) {
      const { executionArn, startDate } = beginExecution(stepFunctions, { stateMachineArn, name, input });
      return { executionArn, startDate: new Date(startDate) };
    },
  });
