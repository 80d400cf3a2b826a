import {
  type AutoScalingClient,
  DeletePolicyCommand,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
} from "@aws-sdk/client-auto-scaling";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { describePolicy } from "./describe-policy.ts";
import { memberId } from "./described/ids.ts";
import { metricSubjects } from "./described/metric-subjects.ts";
import { asInput } from "./described/plain.ts";
import { deleteOnce } from "./group-absence.ts";

/** A scaling policy; id: `<group>/<policy>`. Alarms of target tracking come and go with it, by AWS's own hand. */
export const scalingPolicy = (autoScaling: AutoScalingClient): ResourceKind => ({
  read: (id) => describePolicy(autoScaling, id),
  belongsTo: (id) => ({ kind: "auto-scaling-group", id: memberId.parse(id).group }),
  needs: metricSubjects,

  async write(id, _before, after) {
    const { group, name } = memberId.parse(id);
    const named = { AutoScalingGroupName: group, PolicyName: name };
    if (after === null)
      return deleteOnce(
        () => autoScaling.send(new DeletePolicyCommand(named)),
        () => describePolicy(autoScaling, id),
      );
    await autoScaling.send(new PutScalingPolicyCommand({ ...asInput<PutScalingPolicyCommandInput>(after), ...named }));
  },
});
