import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupAttributesCommand,
  type ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { View } from "../deployment/view.ts";
import { isNetworkLoadBalancer } from "../resources/described/ids.ts";

const crossZone = "load_balancing.cross_zone.enabled";

interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

const valueIn = (attributes: readonly Attribute[] = []): string | undefined =>
  attributes.find(({ Key }) => Key === crossZone)?.Value;

/**
 * The load balancer with those of the environment's target groups behind which each zone has to have targets of its own. Of an application
 * load balancer nobody is asked: it balances across zones unless a target group says otherwise, which is not looked for.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
 */
export const withZonal = async (
  client: ElasticLoadBalancingV2Client,
  { loadBalancer, sides: { blue, green } }: View,
): Promise<View["loadBalancer"]> => {
  if (!isNetworkLoadBalancer(loadBalancer.arn)) return loadBalancer;
  const whole = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: loadBalancer.arn }));
  const zonal: string[] = [];
  for (const { arn } of [...blue.targetGroups, ...green.targetGroups]) {
    const { Attributes } = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
    const own = valueIn(Attributes);
    const isOn = own === "true" || (own !== "false" && valueIn(whole.Attributes) === "true");
    if (!isOn) zonal.push(arn);
  }
  return zonal.length === 0 ? loadBalancer : { ...loadBalancer, zonal };
};
