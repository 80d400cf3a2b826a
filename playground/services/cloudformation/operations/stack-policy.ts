import type {
  GetStackPolicyCommandInput,
  GetStackPolicyCommandOutput,
  SetStackPolicyCommandInput,
  SetStackPolicyCommandOutput,
} from "@aws-sdk/client-cloudformation";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { CloudFormationContext } from "../context.ts";
import { stackNamed, stackValidationError } from "../stack-lookup.ts";

const statementsOf = (policy: string): readonly { readonly Effect?: string }[] => {
  try {
    const { Statement } = JSON.parse(policy) as { readonly Statement?: readonly { readonly Effect?: string }[] };
    if (Array.isArray(Statement)) return Statement;
  } catch {
    // Refused below.
  }
  throw stackValidationError("Error validating stack policy: Invalid stack policy");
};

/** Kept; one that denies anything is refused, since nothing here would heed it. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
export const setStackPolicy = (cloudFormation: CloudFormationContext) =>
  operation<SetStackPolicyCommandInput, SetStackPolicyCommandOutput>({
    accepts: ["StackName", "StackPolicyBody"],
    run({ StackName, StackPolicyBody = "" }) {
      const stack = stackNamed(cloudFormation, StackName);
      if (statementsOf(StackPolicyBody).some(({ Effect }) => Effect !== "Allow"))
        throw new NotEmulated("stack policies that deny");
      stack.policy = StackPolicyBody;
      return {};
    },
  });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetStackPolicy.html */
export const getStackPolicy = (cloudFormation: CloudFormationContext) =>
  operation<GetStackPolicyCommandInput, GetStackPolicyCommandOutput>({
    accepts: ["StackName"],
    run: ({ StackName }) => ({ StackPolicyBody: stackNamed(cloudFormation, StackName).policy }),
  });
