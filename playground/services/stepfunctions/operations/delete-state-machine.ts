import type { DeleteStateMachineCommandInput, DeleteStateMachineCommandOutput } from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { runningExecutions } from "../executions.ts";
import { checkArn } from "../names.ts";
import { statesNeeds } from "../needs.ts";

/**
 * At once, or when the last of its executions has ended at its next transition.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export const deleteStateMachine = (stepFunctions: StepFunctionsContext) =>
  operation<DeleteStateMachineCommandInput, DeleteStateMachineCommandOutput>({
    accepts: ["stateMachineArn"],
    needs: (input) => statesNeeds(stepFunctions, "DeleteStateMachine", input.stateMachineArn),
    run({ stateMachineArn: arn = "" }) {
      const { machines } = stepFunctions;
      checkArn(arn, "stateMachine");
      const machine = machines.get(arn);
      if (machine === undefined) return {};
      const running = runningExecutions(stepFunctions, arn);
      if (running.length === 0) machines.remove(arn);
      else machines.put(arn, { ...machine, status: "DELETING" });
      // "On the next state transition, the state machine's executions are terminated."
      for (const execution of running) execution.stopAtNextTransition();
      return {};
    },
  });
