/** Tells the data plane where the connections of network load balancers go. */
import type { FlowForward, FlowGroup, FlowNode } from "../../dataplane/data-plane.ts";
import type { Elbv2Context } from "./context.ts";
import { routable, target } from "./routable.ts";
import { type ListenerRecord, listenersOf } from "./tables.ts";
import { isFlowProtocol } from "./traffic-protocols.ts";
import { answerZones, knownZones, reachable } from "./zones.ts";

/** Where a listener's new connections go, by what its clients know of the load balancer's zones. */
export const flowForward = (context: Elbv2Context, listener: ListenerRecord): FlowForward => {
  const { tables } = context;
  const { ListenerArn, LoadBalancerArn } = listener;
  const tuples = listener.DefaultActions.at(-1)?.ForwardConfig?.TargetGroups ?? [];
  const groupAt = (arn: string, zone: string): FlowGroup => {
    const protocol = tables.targetGroups.get(arn)?.Protocol ?? "TCP";
    const targets = routable(reachable(context, LoadBalancerArn, arn, zone), tables.attributes.get(arn) ?? {});
    return {
      arn,
      protocol: isFlowProtocol(protocol) ? protocol : "TCP",
      targets: targets.map(({ instance, port }) => target(context, instance, port)),
    };
  };
  const nodeIn = (zone: string): FlowNode => ({
    groups: tuples.map(({ TargetGroupArn = "", Weight = 1 }) => ({
      group: groupAt(TargetGroupArn, zone),
      weight: Weight,
    })),
  });
  const seconds = tables.attributes.get(ListenerArn)?.["tcp.idle_timeout.seconds"] ?? "350";
  return {
    nodes: knownZones(context, LoadBalancerArn).map(nodeIn),
    idleTimeout: Number(seconds) * 1000,
  };
};

/** After what decides about a listener's connections changed. */
export const rerouteFlows = (context: Elbv2Context, listener: ListenerRecord): void => {
  const { tables, dataPlane } = context;
  const { ListenerArn, LoadBalancerArn } = listener;
  dataPlane.reconfigureFlows(ListenerArn, flowForward(context, listener));
  answerZones(context, LoadBalancerArn, () => {
    for (const each of listenersOf(tables, LoadBalancerArn))
      dataPlane.reconfigureFlows(each.ListenerArn, flowForward(context, each));
  });
};
