import type {
  SetSecurityGroupsCommandInput,
  SetSecurityGroupsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { invalidConfiguration, noLoadBalancer } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { checkSecurityGroups } from "../load-balancer-settings.ts";
import { needOn } from "../needs.ts";

/**
 * Replaces all security groups of a load balancer. No packet is filtered. A network load balancer keeps what it was made with: with
 * security groups it can have others, not none; without, none ever.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetSecurityGroups.html
 */
export const setSecurityGroups = (context: Elbv2Context) =>
  operation<SetSecurityGroupsCommandInput, SetSecurityGroupsCommandOutput>({
    accepts: ["LoadBalancerArn", "SecurityGroups"],
    needs: ({ LoadBalancerArn }) => needOn(context, "SetSecurityGroups", [LoadBalancerArn]),
    run({ LoadBalancerArn: arn = "", SecurityGroups: groups = [] }) {
      const { loadBalancers } = context.tables;
      const record = foundKnown(context, loadBalancers, arn, noLoadBalancer);
      checkSecurityGroups(context.fleet, groups);
      if (record.Type === "network" && (record.SecurityGroups.length === 0 || groups.length === 0))
        throw invalidConfiguration(
          record.SecurityGroups.length === 0
            ? "You cannot set security groups on a network load balancer that was created without any"
            : "You cannot remove all security groups from a network load balancer that was created with one or more",
        );
      loadBalancers.put(arn, { ...record, SecurityGroups: groups });
      return { SecurityGroupIds: groups };
    },
  });
