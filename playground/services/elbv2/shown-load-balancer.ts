import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Elbv2Context } from "./context.ts";
import type { LoadBalancerRecord } from "./tables.ts";

/** AWS takes minutes to make a load balancer's nodes; here `provisioning` only shows that it exists. */
const provisioningMilliseconds = 2_000;

/** A load balancer as every answer shows it. */
export const shownLoadBalancer = (
  { surroundings: { clock } }: Elbv2Context,
  { CreatedTime, ...loadBalancer }: LoadBalancerRecord,
): LoadBalancer => ({
  ...loadBalancer,
  CreatedTime,
  State: { Code: clock.now() - CreatedTime.getTime() < provisioningMilliseconds ? "provisioning" : "active" },
});
