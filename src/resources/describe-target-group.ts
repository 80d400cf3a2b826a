import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { orAbsent } from "./absent.ts";
import { describeTags } from "./describe-tags.ts";
import { type Plain, plain } from "./described/plain.ts";
import type { DescribedTargetGroup } from "./described/target-group.ts";
import { allPages } from "./pages.ts";

type Selection =
  | { readonly Names: string[] }
  | { readonly TargetGroupArns: string[] }
  | { readonly LoadBalancerArn: string };

/** The target groups of these names or ARNs, or to which a load balancer forwards; AWS refuses the whole call if one is missing, which here is none. */
export const describeTargetGroups = async (
  elb: ElasticLoadBalancingV2Client,
  selection: Selection,
): Promise<readonly Plain<TargetGroup>[]> => {
  const groups = await orAbsent(["TargetGroupNotFoundException"], () =>
    allPages(async (Marker) => {
      const answer = await elb.send(new DescribeTargetGroupsCommand({ ...selection, Marker }));
      return [answer.TargetGroups, answer.NextMarker];
    }),
  );
  return plain(groups ?? []);
};

/** A described target group with its attributes and tags. */
export const inDetail = async (
  elb: ElasticLoadBalancingV2Client,
  targetGroup: Plain<TargetGroup>,
): Promise<DescribedTargetGroup> => {
  const arn = targetGroup.TargetGroupArn ?? "";
  const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
  return {
    targetGroup,
    attributes: plain(Attributes ?? []),
    tags: (await describeTags(elb, arn)) ?? [],
  };
};
