import type { CreateStateMachineCommandInput, CreateStateMachineCommandOutput } from "@aws-sdk/client-sfn";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { passRoles } from "../../pass-roles.ts";
import type { StepFunctionsContext } from "../context.ts";
import { makeMachine } from "../machine-changes.ts";
import { taggedWith } from "../machine-tags.ts";
import { stateMachineArn } from "../names.ts";
import { statesNeeds } from "../needs.ts";

/**
 * A Standard one.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export const createStateMachine = (stepFunctions: StepFunctionsContext) =>
  operation<CreateStateMachineCommandInput, CreateStateMachineCommandOutput>({
    accepts: ["name", "definition", "roleArn", "type", "tags"],
    needs: ({ name = "*", tags = [], roleArn }) => [
      ...statesNeeds(stepFunctions, "CreateStateMachine", stateMachineArn(stepFunctions.surroundings, name)).map(
        (need) => ({ ...need, requestTags: taggedWith({}, tags) }),
      ),
      ...passRoles([roleArn], "states.amazonaws.com"),
    ],
    run({ name = "", definition = "", roleArn = "", type, tags = [] }) {
      if (type === "EXPRESS") throw new NotEmulated("state machines of type EXPRESS");
      const machine = makeMachine(stepFunctions, { name, definition, roleArn, tags: taggedWith({}, tags) });
      return { stateMachineArn: machine.arn, creationDate: new Date(machine.creationDate) };
    },
  });
