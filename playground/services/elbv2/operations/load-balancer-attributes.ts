import type {
  DescribeLoadBalancerAttributesCommandInput,
  DescribeLoadBalancerAttributesCommandOutput,
  ModifyLoadBalancerAttributesCommandInput,
  ModifyLoadBalancerAttributesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import { listAttributes, loadBalancerAttributes } from "../attributes.ts";
import { changeAttributes } from "../change-attributes.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noLoadBalancer } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { needOn } from "../needs.ts";
import { rerouteListener } from "../routing.ts";
import { listenersOf } from "../tables.ts";

/**
 * All attributes, with the values that they have by default or were given.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancerAttributes.html
 */
export const describeLoadBalancerAttributes = ({ tables }: Elbv2Context) =>
  operation<DescribeLoadBalancerAttributesCommandInput, DescribeLoadBalancerAttributesCommandOutput>({
    accepts: ["LoadBalancerArn"],
    run({ LoadBalancerArn: arn = "" }) {
      found(tables.loadBalancers.seen(arn), noLoadBalancer);
      return { Attributes: listAttributes(tables.attributes.seen(arn) ?? {}) };
    },
  });

/**
 * Changes the attributes that are named, and answers them all.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyLoadBalancerAttributes.html
 */
export const modifyLoadBalancerAttributes = (context: Elbv2Context) =>
  operation<ModifyLoadBalancerAttributesCommandInput, ModifyLoadBalancerAttributesCommandOutput>({
    accepts: ["LoadBalancerArn", "Attributes"],
    needs: ({ LoadBalancerArn }) => needOn(context, "ModifyLoadBalancerAttributes", [LoadBalancerArn]),
    run({ LoadBalancerArn: arn = "", Attributes = [] }) {
      const { tables } = context;
      const { Type } = foundKnown(context, tables.loadBalancers, arn, noLoadBalancer);
      const changed = changeAttributes(tables, arn, loadBalancerAttributes(Type), Attributes, "Load balancer");
      for (const listener of listenersOf(tables, arn)) rerouteListener(context, listener);
      return { Attributes: changed };
    },
  });
