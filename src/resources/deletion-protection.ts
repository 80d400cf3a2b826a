import {
  DescribeLoadBalancerAttributesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { orAbsent } from "./absent.ts";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
const attribute = "deletion_protection.enabled";

/** Whether AWS refuses to delete a load balancer; id: its ARN; state: `enabled`. All its other attributes are left as they are. */
export const deletionProtection = (loadBalancing: ElasticLoadBalancingV2Client): ResourceKind => ({
  async read(LoadBalancerArn): Promise<State | null> {
    const answer = await orAbsent(["LoadBalancerNotFoundException"], () =>
      loadBalancing.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn })),
    );
    const value = answer?.Attributes?.find(({ Key }) => Key === attribute)?.Value;
    return value === undefined ? null : { enabled: value === "true" };
  },

  async write(LoadBalancerArn, _before, after) {
    if (after === null) throw new TypeError("The deletion protection of a load balancer is on or off.");
    const Attributes = [{ Key: attribute, Value: String(after.enabled) }];
    await loadBalancing.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
  },
});
