import {
  DescribeTagsCommand,
  type ElasticLoadBalancingV2Client,
  type Tag,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { orAbsent } from "./absent.ts";
import { type Plain, plain } from "./described/plain.ts";

/** The tags of one target group, listener, rule or load balancer; null if it is not there. */
export const describeTags = async (
  elb: ElasticLoadBalancingV2Client,
  arn: string,
): Promise<readonly Plain<Tag>[] | null> => {
  const answer = await orAbsent(
    [
      "TargetGroupNotFoundException",
      "ListenerNotFoundException",
      "RuleNotFoundException",
      "LoadBalancerNotFoundException",
    ],
    () => elb.send(new DescribeTagsCommand({ ResourceArns: [arn] })),
  );
  return answer === null ? null : plain(answer.TagDescriptions?.[0]?.Tags ?? []);
};
