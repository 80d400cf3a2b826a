import type { Elbv2Context } from "./context.ts";
import { found, noLoadBalancer } from "./errors.ts";
import { letGo } from "./references.ts";
import { rerouteListener, routesOf } from "./routing.ts";
import { actionsOf, groupsOf, type ListenerRecord, rulesOf } from "./tables.ts";
import { reconsiderGroup } from "./targets.ts";

/** Makes a listener take connections. Rejects if its port cannot be had. */
export const openListener = async (context: Elbv2Context, listener: ListenerRecord): Promise<void> => {
  const { tables, dataPlane, faults } = context;
  const { ListenerArn, LoadBalancerArn, Port, Protocol } = listener;
  const host = found(tables.loadBalancers.get(LoadBalancerArn), noLoadBalancer).DNSName;
  await dataPlane.open(
    {
      arn: ListenerArn,
      loadBalancerArn: LoadBalancerArn,
      host,
      port: Port,
      protocol: Protocol,
      fault: (moment) => faults.onListener?.(Port, moment),
    },
    routesOf(context, listener),
  );
  // A call may have changed the listener while it opened.
  const current = tables.listeners.get(ListenerArn);
  if (current !== undefined) rerouteListener(context, current);
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
