import {
  type AutoScalingClient,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { NotYet } from "../errors.ts";
import { describePolicy } from "./describe-policy.ts";
import { memberId } from "./described/ids.ts";
import { asInput, isRecord } from "./described/plain.ts";
import { modeOf } from "./described/predictive.ts";

/**
 * Whether a predictive policy moves its group, or only forecasts; id: `<group>/<policy>`; state: `mode`. AWS takes a policy as a whole
 * only, so that all its other settings are sent back as they are.
 */
export const predictiveMode = (autoScaling: AutoScalingClient): ResourceKind => ({
  belongsTo: (id) => ({ kind: "auto-scaling-group", id: memberId.parse(id).group }),

  async read(id): Promise<State | null> {
    const mode = modeOf((await describePolicy(autoScaling, id))?.PredictiveScalingConfiguration);
    return mode === undefined ? null : { mode };
  },

  async write(id, _before, after) {
    if (after === null) throw new TypeError("The mode of a predictive policy cannot be deleted.");
    const { group, name } = memberId.parse(id);
    const policy = await describePolicy(autoScaling, id);
    const configuration = policy?.PredictiveScalingConfiguration;
    // Without its other settings it would be made anew, as something else.
    if (!isRecord(configuration))
      throw new NotYet(`Predictive policy ${name} of ${group} was there a moment ago, and does not show now.`);
    const PredictiveScalingConfiguration = { ...configuration, Mode: after.mode ?? null };
    await autoScaling.send(
      new PutScalingPolicyCommand({
        ...asInput<PutScalingPolicyCommandInput>({ ...policy, PredictiveScalingConfiguration }),
        AutoScalingGroupName: group,
        PolicyName: name,
      }),
    );
  },
});
