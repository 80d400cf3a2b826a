import type { StopInstancesCommandInput, StopInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { instanceNeeds, instancesToChange } from "../named-instances.ts";
import { stateChanges } from "../state-changes.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html */
export const stopInstances = (ec2: Ec2Context) =>
  operation<StopInstancesCommandInput, StopInstancesCommandOutput>({
    accepts: ["InstanceIds"],
    needs: instanceNeeds(ec2, "ec2:StopInstances"),
    run({ InstanceIds }) {
      const targets = instancesToChange(ec2, InstanceIds);
      const wrong = targets.find(({ state }) => !["running", "stopping", "stopped"].includes(state));
      if (wrong !== undefined)
        throw new AwsError(
          "IncorrectInstanceState",
          `This instance '${wrong.id}' is not in the 'running' state so it cannot be stopped.`,
        );
      return { StoppingInstances: stateChanges(ec2, targets, ec2.lifecycle.stop) };
    },
  });
