import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Elbv2Context } from "./context.ts";
import type { LoadBalancerRecord } from "./tables.ts";

/**
 * AWS takes minutes to make a load balancer's nodes ("it is very normal that it takes > 2 minutes"); Terraform waits for up to ten.
 * Here they are there at once, and `provisioning` shows for as long.
 * https://github.com/kubernetes/kubernetes/issues/44695
 */
const provisioningMilliseconds = 120_000;

/** A load balancer as every answer shows it. */
export const shownLoadBalancer = (
  { surroundings: { clock } }: Elbv2Context,
  { CreatedTime, SecurityGroups, ...loadBalancer }: LoadBalancerRecord,
): LoadBalancer => ({
  ...loadBalancer,
  // A network load balancer that was made without has none ever.
  ...(loadBalancer.Type === "network" && SecurityGroups.length === 0 ? {} : { SecurityGroups }),
  CreatedTime,
  State: { Code: clock.now() - CreatedTime.getTime() < provisioningMilliseconds ? "provisioning" : "active" },
});
