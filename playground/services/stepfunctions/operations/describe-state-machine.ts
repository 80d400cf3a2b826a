import type { DescribeStateMachineCommandInput, DescribeStateMachineCommandOutput } from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { describedRevision } from "../described-revision.ts";
import { seenMachine } from "../machine-lookup.ts";
import { statesNeeds } from "../needs.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
export const describeStateMachine = (stepFunctions: StepFunctionsContext) =>
  operation<DescribeStateMachineCommandInput, DescribeStateMachineCommandOutput>({
    accepts: ["stateMachineArn"],
    needs: (input) => statesNeeds(stepFunctions, "DescribeStateMachine", input.stateMachineArn),
    run({ stateMachineArn: arn = "" }) {
      const machine = seenMachine(stepFunctions, arn);
      return {
        ...describedRevision(machine),
        type: "STANDARD",
        status: machine.status,
        creationDate: new Date(machine.creationDate),
      };
    },
  });
