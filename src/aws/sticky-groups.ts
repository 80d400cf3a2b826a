import { isInParts, type Request } from "../deployment/request.ts";
import type { StickyGroup, View } from "../deployment/view.ts";
import { isNetworkLoadBalancer } from "../resources/described/ids.ts";
import { type AttributesOf, attributeValue } from "./target-group-attributes.ts";

/**
 * The target groups of both sides that keep clients with their targets, for a request that shares their traffic; nobody is asked for another.
 * Those of network load balancers keep addresses and no cookies, and may be shared as they are.
 */
export const stickyGroups = async (
  attributesOf: AttributesOf,
  request: Request,
  { loadBalancer, sides: { blue, green } }: View,
): Promise<readonly StickyGroup[]> => {
  if (!isInParts(request) || isNetworkLoadBalancer(loadBalancer.arn)) return [];
  const sticky: StickyGroup[] = [];
  for (const { arn, name } of [...blue.targetGroups, ...green.targetGroups]) {
    const attributes = await attributesOf(arn);
    if (attributeValue(attributes, "stickiness.enabled") !== "true") continue;
    const type = attributeValue(attributes, "stickiness.type") ?? "lb_cookie";
    sticky.push({
      arn,
      name,
      type,
      seconds: Number(attributeValue(attributes, `stickiness.${type}.duration_seconds`)),
    });
  }
  return sticky;
};
