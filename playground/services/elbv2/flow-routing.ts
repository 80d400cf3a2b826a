/** Tells the data plane where the connections of network load balancers go. */
import type { FlowForward, FlowGroup, FlowNode } from "../../dataplane/data-plane.ts";
import type { Elbv2Context } from "./context.ts";
import { enoughHealthy, routable, target } from "./routable.ts";
import {
  actionsOf,
  groupsOf,
  type ListenerRecord,
  listenersOf,
  type Pairs,
  type Registration,
  registrationsIn,
} from "./tables.ts";
import { isFlowProtocol } from "./traffic-protocols.ts";

const zonesOf = ({ tables }: Elbv2Context, loadBalancerArn: string): readonly string[] =>
  (tables.loadBalancers.get(loadBalancerArn)?.AvailabilityZones ?? []).flatMap(({ ZoneName }) => ZoneName ?? []);

/** "By default, each load balancer node routes requests only to the healthy targets in its Availability Zone." */
const crossesZones = ({ tables }: Elbv2Context, loadBalancerArn: string, targetGroup: Pairs): boolean => {
  const own = targetGroup["load_balancing.cross_zone.enabled"];
  const balancer = tables.attributes.get(loadBalancerArn)?.["load_balancing.cross_zone.enabled"];
  return (own === "true" || own === "false" ? own : balancer) === "true";
};

/** The targets of a group that the node of a zone may use. */
const reachable = (
  context: Elbv2Context,
  loadBalancerArn: string,
  targetGroupArn: string,
  zone: string,
): readonly Registration[] => {
  const { tables, fleet } = context;
  const all = registrationsIn(tables, targetGroupArn);
  return crossesZones(context, loadBalancerArn, tables.attributes.get(targetGroupArn) ?? {})
    ? all
    : all.filter(({ instance }) => fleet.instance(instance)?.availabilityZone === zone);
};

/**
 * The zones that the load balancer's name answers: those in which each target group has as many healthy targets as its DNS failover asks for,
 * or all, if there is none. An empty target group "is considered unhealthy".
 * https://repost.aws/knowledge-center/elb-dns-cross-zone-balance-configuration
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html
 */
const answeredZones = (context: Elbv2Context, loadBalancerArn: string): readonly string[] => {
  const { tables } = context;
  const groups = new Set(
    listenersOf(tables, loadBalancerArn).flatMap((listener) => actionsOf(tables, listener).flatMap(groupsOf)),
  );
  const zones = zonesOf(context, loadBalancerArn);
  const healthy = zones.filter((zone) =>
    [...groups].every((arn) =>
      enoughHealthy(reachable(context, loadBalancerArn, arn, zone), tables.attributes.get(arn) ?? {}, "dns_failover"),
    ),
  );
  return healthy.length === 0 ? zones : healthy;
};

/** Where a listener's new connections go, by what its clients know of the load balancer's zones. */
export const flowForward = (context: Elbv2Context, listener: ListenerRecord): FlowForward => {
  const { tables, zoneDns } = context;
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
  const zones = zonesOf(context, LoadBalancerArn);
  const known = zoneDns.known(LoadBalancerArn)?.filter((zone) => zones.includes(zone));
  const seconds = tables.attributes.get(ListenerArn)?.["tcp.idle_timeout.seconds"] ?? "350";
  return {
    nodes: (known === undefined || known.length === 0 ? zones : known).map(nodeIn),
    idleTimeout: Number(seconds) * 1000,
  };
};

/** After what decides about a listener's connections changed. */
export const rerouteFlows = (context: Elbv2Context, listener: ListenerRecord): void => {
  const { tables, zoneDns, dataPlane } = context;
  const { ListenerArn, LoadBalancerArn } = listener;
  dataPlane.reconfigureFlows(ListenerArn, flowForward(context, listener));
  zoneDns.answer(LoadBalancerArn, answeredZones(context, LoadBalancerArn), () => {
    for (const each of listenersOf(tables, LoadBalancerArn))
      dataPlane.reconfigureFlows(each.ListenerArn, flowForward(context, each));
  });
};
