import type { TerminateInstancesCommandInput, TerminateInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { instanceNeeds, instancesToChange } from "../named-instances.ts";
import { stateChanges } from "../state-changes.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html */
export const terminateInstances = (ec2: Ec2Context) =>
  operation<TerminateInstancesCommandInput, TerminateInstancesCommandOutput>({
    accepts: ["InstanceIds"],
    needs: instanceNeeds(ec2, "ec2:TerminateInstances"),
    run({ InstanceIds }) {
      const targets = instancesToChange(ec2, InstanceIds);
      const protectedOne = targets.find(({ parameters }) => parameters.DisableApiTermination === true);
      if (protectedOne !== undefined)
        throw new AwsError(
          "OperationNotPermitted",
          `The instance '${protectedOne.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
        );
      return { TerminatingInstances: stateChanges(ec2, targets, ec2.lifecycle.terminate) };
    },
  });
