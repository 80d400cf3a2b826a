import {
  DescribeLoadBalancerAttributesCommand,
  type ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { View } from "../deployment/view.ts";
import { isNetworkLoadBalancer } from "../resources/described/ids.ts";
import { type AttributesOf, attributeValue } from "./target-group-attributes.ts";

const crossZone = "load_balancing.cross_zone.enabled";

/**
 * The load balancer with those of the target groups behind which each zone has to have targets of its own: a target group says so itself, or
 * leaves it to the load balancer. "With Application Load Balancers, cross-zone load balancing is always turned on at the load balancer level".
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-cross-zone.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 */
export const withZonal = async (
  { loadBalancing, attributesOf }: { readonly loadBalancing: ElasticLoadBalancingV2Client; attributesOf: AttributesOf },
  loadBalancer: View["loadBalancer"],
  targetGroupArns: readonly string[],
): Promise<View["loadBalancer"]> => {
  const off: string[] = [];
  const unsaid: string[] = [];
  for (const arn of targetGroupArns) {
    const own = attributeValue(await attributesOf(arn), crossZone);
    if (own === "false") off.push(arn);
    else if (own !== "true" && isNetworkLoadBalancer(loadBalancer.arn)) unsaid.push(arn);
  }
  if (unsaid.length > 0) {
    const whole = await loadBalancing.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: loadBalancer.arn }),
    );
    if (whole.Attributes?.find(({ Key }) => Key === crossZone)?.Value !== "true") off.push(...unsaid);
  }
  const zonal = targetGroupArns.filter((arn) => off.includes(arn));
  return zonal.length === 0 ? loadBalancer : { ...loadBalancer, zonal };
};
