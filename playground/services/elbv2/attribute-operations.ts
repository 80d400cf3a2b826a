import type {
  DescribeListenerAttributesCommandInput,
  DescribeListenerAttributesCommandOutput,
  DescribeLoadBalancerAttributesCommandInput,
  DescribeLoadBalancerAttributesCommandOutput,
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput,
  ModifyListenerAttributesCommandInput,
  ModifyListenerAttributesCommandOutput,
  ModifyLoadBalancerAttributesCommandInput,
  ModifyLoadBalancerAttributesCommandOutput,
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupAttributesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type AnyOperation, operation } from "../../world/service.ts";
import {
  type Attributes,
  changeAttributes,
  type KeyValue,
  listAttributes,
  listenerAttributes,
  loadBalancerAttributes,
  targetGroupAttributes,
} from "./attributes.ts";
import type { Elbv2Context } from "./context.ts";
import { needOn } from "./needs.ts";
import { found, listenersOf, noListener, noLoadBalancer, noTargetGroup } from "./tables.ts";
import { required } from "./validation.ts";

export const attributeOperations = ({ tables, routing }: Elbv2Context): Readonly<Record<string, AnyOperation>> => {
  const seen = (arn: string) => listAttributes(tables.attributes.seen(arn) ?? {});

  const change = (
    arn: string,
    known: Attributes,
    changes: readonly KeyValue[] | undefined,
    kind: "Target group" | "Load balancer" | "Listener",
  ) => {
    const attributes = changeAttributes(known, tables.attributes.get(arn) ?? {}, required(changes, "attributes"), kind);
    tables.attributes.put(arn, attributes);
    return listAttributes(attributes);
  };

  return {
    DescribeLoadBalancerAttributes: operation<
      DescribeLoadBalancerAttributesCommandInput,
      DescribeLoadBalancerAttributesCommandOutput
    >({
      accepts: ["LoadBalancerArn"],
      run({ LoadBalancerArn }) {
        const arn = required(LoadBalancerArn, "loadBalancerArn");
        found(tables.loadBalancers.seen(arn), noLoadBalancer);
        return { Attributes: seen(arn) };
      },
    }),
    ModifyLoadBalancerAttributes: operation<
      ModifyLoadBalancerAttributesCommandInput,
      ModifyLoadBalancerAttributesCommandOutput
    >({
      accepts: ["LoadBalancerArn", "Attributes"],
      needs: ({ LoadBalancerArn }) => needOn(tables, "ModifyLoadBalancerAttributes", [LoadBalancerArn]),
      run(input) {
        const arn = required(input.LoadBalancerArn, "loadBalancerArn");
        found(tables.loadBalancers.get(arn), noLoadBalancer);
        const Attributes = change(arn, loadBalancerAttributes, input.Attributes, "Load balancer");
        for (const listener of listenersOf(tables, arn)) routing.listenerChanged(listener);
        return { Attributes };
      },
    }),

    DescribeTargetGroupAttributes: operation<
      DescribeTargetGroupAttributesCommandInput,
      DescribeTargetGroupAttributesCommandOutput
    >({
      accepts: ["TargetGroupArn"],
      run({ TargetGroupArn }) {
        const arn = required(TargetGroupArn, "targetGroupArn");
        found(tables.targetGroups.seen(arn), noTargetGroup);
        return { Attributes: seen(arn) };
      },
    }),
    ModifyTargetGroupAttributes: operation<
      ModifyTargetGroupAttributesCommandInput,
      ModifyTargetGroupAttributesCommandOutput
    >({
      accepts: ["TargetGroupArn", "Attributes"],
      needs: ({ TargetGroupArn }) => needOn(tables, "ModifyTargetGroupAttributes", [TargetGroupArn]),
      run(input) {
        const arn = required(input.TargetGroupArn, "targetGroupArn");
        found(tables.targetGroups.get(arn), noTargetGroup);
        const Attributes = change(arn, targetGroupAttributes, input.Attributes, "Target group");
        routing.groupChanged(arn);
        return { Attributes };
      },
    }),

    DescribeListenerAttributes: operation<
      DescribeListenerAttributesCommandInput,
      DescribeListenerAttributesCommandOutput
    >({
      accepts: ["ListenerArn"],
      run({ ListenerArn }) {
        const arn = required(ListenerArn, "listenerArn");
        found(tables.listeners.seen(arn), noListener);
        return { Attributes: seen(arn) };
      },
    }),
    ModifyListenerAttributes: operation<ModifyListenerAttributesCommandInput, ModifyListenerAttributesCommandOutput>({
      accepts: ["ListenerArn", "Attributes"],
      needs: ({ ListenerArn }) => needOn(tables, "ModifyListenerAttributes", [ListenerArn]),
      run(input) {
        const arn = required(input.ListenerArn, "listenerArn");
        const { Protocol } = found(tables.listeners.get(arn), noListener);
        return { Attributes: change(arn, listenerAttributes(Protocol), input.Attributes, "Listener") };
      },
    }),
  };
};
