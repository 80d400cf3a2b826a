import type { ListenerMoment } from "../../world/neighbours.ts";
import type { Elbv2Context } from "./context.ts";
import { found, noLoadBalancer } from "./errors.ts";
import { flowForward } from "./flow-routing.ts";
import { letGo } from "./references.ts";
import { rerouteListener, routesOf } from "./routing.ts";
import { actionsOf, groupsOf, type ListenerRecord, rulesOf } from "./tables.ts";
import { reconsiderGroup } from "./targets.ts";
import { isFlowProtocol } from "./traffic-protocols.ts";

/** Makes a listener take connections. Rejects if its port cannot be had. */
export const openListener = async (context: Elbv2Context, listener: ListenerRecord): Promise<void> => {
  const { tables, dataPlane, faults } = context;
  const { ListenerArn, LoadBalancerArn, Port, Protocol } = listener;
  const opened = {
    arn: ListenerArn,
    loadBalancerArn: LoadBalancerArn,
    host: found(tables.loadBalancers.get(LoadBalancerArn), noLoadBalancer).DNSName,
    port: Port,
    fault: (moment: ListenerMoment) => faults.onListener?.(Port, moment),
  };
  if (isFlowProtocol(Protocol)) {
    const alpn = offered(listener);
    const flows = { ...opened, protocol: Protocol, ...(alpn === undefined ? {} : { alpn }) };
    await dataPlane.openFlows(flows, flowForward(context, listener));
  } else await dataPlane.open({ ...opened, protocol: Protocol }, routesOf(context, listener));
  // A call may have changed the listener while it opened.
  const current = tables.listeners.get(ListenerArn);
  if (current !== undefined) rerouteListener(context, current);
};

/**
 * What an ALPN policy offers; nothing without one.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
 */
const offered = ({ AlpnPolicy }: ListenerRecord): readonly string[] | undefined => {
  switch (AlpnPolicy?.[0]) {
    case "HTTP1Only":
      return ["http/1.1", "http/1.0"];
    case "HTTP2Only":
      return ["h2"];
    case "HTTP2Optional":
      return ["http/1.1", "http/1.0", "h2"];
    case "HTTP2Preferred":
      return ["h2", "http/1.1", "http/1.0"];
    default:
      return undefined;
  }
};

/** Takes a listener and its rules away, and from the target groups that only they used their health checks. */
export const closeListener = async (context: Elbv2Context, listener: ListenerRecord): Promise<void> => {
  const { tables, dataPlane } = context;
  const arn = listener.ListenerArn;
  const groups = actionsOf(tables, listener).flatMap(groupsOf);
  for (const { RuleArn } of rulesOf(tables, arn)) {
    tables.rules.remove(RuleArn);
    tables.tags.remove(RuleArn);
  }
  for (const table of [tables.listeners, tables.attributes, tables.tags]) table.remove(arn);
  letGo(context, groups);
  for (const group of new Set(groups)) reconsiderGroup(context, group);
  await dataPlane.close(arn);
};
