import type { StartInstancesCommandInput, StartInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { findInstanceType } from "../instance-types.ts";
import { checkCapacity } from "../launch-refusals.ts";
import { instanceNeeds, instancesToChange } from "../named-instances.ts";
import { stateChanges } from "../state-changes.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html */
export const startInstances = (ec2: Ec2Context) =>
  operation<StartInstancesCommandInput, StartInstancesCommandOutput>({
    accepts: ["InstanceIds"],
    needs: instanceNeeds(ec2, "ec2:StartInstances"),
    run({ InstanceIds }) {
      const targets = instancesToChange(ec2, InstanceIds);
      const wrong = targets.find(({ state }) => !["stopped", "pending", "running"].includes(state));
      if (wrong !== undefined)
        throw new AwsError(
          "IncorrectInstanceState",
          `The instance '${wrong.id}' is not in a state from which it can be started.`,
        );
      for (const { state, availabilityZone, instanceType } of targets)
        if (state === "stopped") checkCapacity(ec2, availabilityZone, findInstanceType(instanceType), 1);
      return { StartingInstances: stateChanges(ec2, targets, ec2.lifecycle.start) };
    },
  });
