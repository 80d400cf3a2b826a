import type {
  UpdateTerminationProtectionCommandInput,
  UpdateTerminationProtectionCommandOutput,
} from "@aws-sdk/client-cloudformation";
import { operation } from "../../../world/service.ts";
import type { CloudFormationContext } from "../context.ts";
import { stackNamed } from "../stack-lookup.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export const updateTerminationProtection = (cloudFormation: CloudFormationContext) =>
  operation<UpdateTerminationProtectionCommandInput, UpdateTerminationProtectionCommandOutput>({
    accepts: ["StackName", "EnableTerminationProtection"],
    run({ StackName, EnableTerminationProtection = false }) {
      const stack = stackNamed(cloudFormation, StackName);
      stack.terminationProtection = EnableTerminationProtection;
      return { StackId: stack.id };
    },
  });
