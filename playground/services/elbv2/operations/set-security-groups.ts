import type {
  SetSecurityGroupsCommandInput,
  SetSecurityGroupsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { noLoadBalancer } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { checkSecurityGroups } from "../load-balancer-settings.ts";
import { needOn } from "../needs.ts";

/**
 * Replaces all security groups of a load balancer. No packet is filtered.
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
      loadBalancers.put(arn, { ...record, SecurityGroups: groups });
      return { SecurityGroupIds: groups };
    },
  });
