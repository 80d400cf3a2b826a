import { type AutoScalingClient, DescribePoliciesCommand } from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import { memberId } from "./described/ids.ts";
import { plain } from "./described/plain.ts";
import { scalingPolicyState } from "./described/scaling.ts";
import { inGroup } from "./group-absence.ts";
import { allPages } from "./pages.ts";

/** One scaling policy as it is, by its id `<group>/<policy>`; null if there is none, or no such group. */
export const describePolicy = async (autoScaling: AutoScalingClient, id: string): Promise<State | null> => {
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
