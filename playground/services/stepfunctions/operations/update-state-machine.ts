import type { UpdateStateMachineCommandInput, UpdateStateMachineCommandOutput } from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import { passRoles } from "../../pass-roles.ts";
import type { StepFunctionsContext } from "../context.ts";
import { changeMachine } from "../machine-changes.ts";
import { statesNeeds } from "../needs.ts";

/**
 * Running executions keep what they began with.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
 */
export const updateStateMachine = (stepFunctions: StepFunctionsContext) =>
  operation<UpdateStateMachineCommandInput, UpdateStateMachineCommandOutput>({
    accepts: ["stateMachineArn", "definition", "roleArn"],
    needs: (input) => [
      ...statesNeeds(stepFunctions, "UpdateStateMachine", input.stateMachineArn),
      ...passRoles([input.roleArn], "states.amazonaws.com"),
    ],
    run({ stateMachineArn: arn = "", definition, roleArn }) {
      const { updateDate, revisionId } = changeMachine(stepFunctions, arn, { definition, roleArn });
      return { updateDate: new Date(updateDate), revisionId };
    },
  });
