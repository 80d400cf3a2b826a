import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { PredictivePolicy } from "../deployment/predictive.ts";
import type { View } from "../deployment/view.ts";
import { policiesOf } from "../resources/describe-group-members.ts";
import { modeOf } from "../resources/described/predictive.ts";
import { scalingPolicyState } from "../resources/described/scaling.ts";

/** The predictive policies of both sides; where blue has none, no mode is to be handed on, and green's are not asked for. */
export const predictivePolicies = async (
  autoScaling: AutoScalingClient,
  { sides: { blue, green } }: View,
): Promise<readonly PredictivePolicy[]> => {
  const ofGroup = async (group: string): Promise<readonly PredictivePolicy[]> =>
    (await policiesOf(autoScaling, group, { PolicyTypes: ["PredictiveScaling"] })).flatMap((policy) => {
      const mode = modeOf(scalingPolicyState(policy).PredictiveScalingConfiguration);
      return mode === undefined ? [] : [{ group, name: policy.PolicyName ?? "", mode }];
    });
  const ofBlue = await ofGroup(blue.group.name);
  return ofBlue.length === 0 ? [] : [...ofBlue, ...(await ofGroup(green.group.name))];
};
