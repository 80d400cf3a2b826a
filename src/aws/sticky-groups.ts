import {
  DescribeTargetGroupAttributesCommand,
  type ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { StickyGroup } from "../deployment/stickiness.ts";
import type { View } from "../deployment/view.ts";

/** The target groups of both sides that keep clients with their targets. A call for each: AWS describes attributes of one at a time. */
export const stickyGroups = async (
  client: ElasticLoadBalancingV2Client,
  { sides: { blue, green } }: View,
): Promise<readonly StickyGroup[]> => {
  const sticky: StickyGroup[] = [];
  for (const { arn, name } of [...blue.targetGroups, ...green.targetGroups]) {
    const { Attributes = [] } = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
    const value = (key: string) => Attributes.find(({ Key }) => Key === key)?.Value;
    if (value("stickiness.enabled") === "true")
      sticky.push({ arn, name, type: value("stickiness.type") ?? "lb_cookie" });
  }
  return sticky;
};
