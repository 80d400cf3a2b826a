import {
  type AutoScalingClient,
  DeletePolicyCommand,
  DescribePoliciesCommand,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { memberId } from "./described/ids.ts";
import { metricSubjects } from "./described/metric-subjects.ts";
import { asInput, plain } from "./described/plain.ts";
import { scalingPolicyState } from "./described/scaling.ts";
import { deleteOnce, inGroup } from "./group-absence.ts";
import { allPages } from "./pages.ts";

/** A scaling policy; id: `<group>/<policy>`. Alarms of target tracking come and go with it, by AWS's own hand. */
export const scalingPolicy = (autoScaling: AutoScalingClient): ResourceKind => {
  const read = async (id: string): Promise<State | null> => {
    const { group, name } = memberId.parse(id);
    const policies = await inGroup(autoScaling, group, () =>
      allPages(async (NextToken) => {
        const answer = await autoScaling.send(
          new DescribePoliciesCommand({ AutoScalingGroupName: group, PolicyNames: [name], NextToken }),
        );
        return [answer.ScalingPolicies, answer.NextToken];
      }),
    );
    const [policy] = policies ?? [];
    return policy === undefined ? null : scalingPolicyState(plain(policy));
  };

  return {
    read,
    belongsTo: (id) => ({ kind: "auto-scaling-group", id: memberId.parse(id).group }),
    needs: metricSubjects,
    async write(id, _before, after) {
      const { group, name } = memberId.parse(id);
      const named = { AutoScalingGroupName: group, PolicyName: name };
      if (after === null)
        return deleteOnce(
          () => autoScaling.send(new DeletePolicyCommand(named)),
          () => read(id),
        );
      await autoScaling.send(
        new PutScalingPolicyCommand({ ...asInput<PutScalingPolicyCommandInput>(after), ...named }),
      );
    },
  };
};
