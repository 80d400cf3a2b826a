import type { DataPlane } from "../../dataplane/data-plane.ts";
import type { DataPlaneFaults, Fleet, Metrics, TargetGroups } from "../../world/neighbours.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { attributeOperations } from "./attribute-operations.ts";
import type { Elbv2Context } from "./context.ts";
import { describeHealth } from "./health.ts";
import { listenerOperations } from "./listeners.ts";
import { loadBalancerOperations } from "./load-balancers.ts";
import { withHashedSecrets } from "./login-actions.ts";
import { publishMetrics } from "./metrics.ts";
import { createRouting } from "./routing.ts";
import { ruleOperations } from "./rules.ts";
import { createTables, registrationsIn, type Tables } from "./tables.ts";
import { tagOperations } from "./tags.ts";
import { targetGroupOperations } from "./target-groups.ts";
import { registerTargets, targetOperations } from "./target-operations.ts";
import { createTargets } from "./targets.ts";

/** A listener, as who sends traffic needs it. */
export interface ListenerAddress {
  readonly loadBalancer: string;
  readonly listenerArn: string;
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: number;
  readonly url: string;
}

export type Elbv2 = Service & TargetGroups & { listeners(): readonly ListenerAddress[]; stop(): void };

/** Elastic Load Balancing (version 2): application load balancers with instances as targets. */
export const createElbv2 = (
  surroundings: Surroundings,
  {
    fleet,
    faults,
    metrics,
    dataPlane,
  }: {
    readonly fleet: Fleet;
    readonly faults: DataPlaneFaults;
    readonly metrics?: Metrics;
    readonly dataPlane: DataPlane;
  },
): Elbv2 => {
  const tables = createTables(surroundings);
  const routing = createRouting(tables, fleet, faults, dataPlane);
  const targets = createTargets(surroundings.clock, tables, fleet, faults, dataPlane, routing);
  const context: Elbv2Context = { surroundings, tables, fleet, dataPlane, routing, targets };
  fleet.onStateChange((instance) => targets.instanceChanged(instance));
  const stopMetrics = metrics && publishMetrics(surroundings.clock, tables, dataPlane, metrics);

  return {
    name: "elasticloadbalancing",
    operations: {
      ...loadBalancerOperations(context),
      ...targetGroupOperations(context),
      ...listenerOperations(context),
      ...ruleOperations(context),
      ...targetOperations(context),
      ...attributeOperations(context),
      ...tagOperations(tables),
    },
    state: () => dump(tables),
    stop() {
      stopMetrics?.();
      targets.stop();
    },
    listeners: () =>
      tables.listeners.values().map(({ ListenerArn, LoadBalancerArn, Protocol, Port }) => {
        const loadBalancer = tables.loadBalancers.get(LoadBalancerArn);
        return {
          loadBalancer: loadBalancer?.LoadBalancerName ?? "",
          listenerArn: ListenerArn,
          protocol: Protocol,
          port: Port,
          url: `${Protocol.toLowerCase()}://${loadBalancer?.DNSName}:${Port}`,
        };
      }),

    exists: (arn) => tables.targetGroups.get(arn) !== undefined,
    register: (arn, instances) =>
      registerTargets(
        context,
        arn,
        instances.map((instance) => ({ instance, port: undefined })),
      ),
    deregister(arn, instances) {
      for (const { instance, port } of registrationsIn(tables, arn)) {
        if (instances.includes(instance)) targets.deregister(arn, instance, port);
      }
    },
    health: (arn) => new Map(registrationsIn(tables, arn).map(({ instance, health }) => [instance, health.state])),
  };
};

const byKey = <T, Shown>(records: readonly T[], key: (record: T) => string, show: (record: T) => Shown) =>
  Object.fromEntries(records.map((record) => [key(record), show(record)]));

const dump = (tables: Tables) => {
  const pairs = (arn: string) => ({ attributes: tables.attributes.get(arn) ?? {}, tags: tables.tags.get(arn) ?? {} });
  return {
    loadBalancers: byKey(
      tables.loadBalancers.values(),
      ({ LoadBalancerArn }) => LoadBalancerArn,
      (record) => ({ ...record, ...pairs(record.LoadBalancerArn) }),
    ),
    targetGroups: byKey(
      tables.targetGroups.values(),
      ({ TargetGroupArn }) => TargetGroupArn,
      (record) => ({ ...record, ...pairs(record.TargetGroupArn) }),
    ),
    listeners: byKey(
      tables.listeners.values(),
      ({ ListenerArn }) => ListenerArn,
      (record) => ({
        ...record,
        DefaultActions: withHashedSecrets(record.DefaultActions),
        ...pairs(record.ListenerArn),
      }),
    ),
    rules: byKey(
      tables.rules.values(),
      ({ RuleArn }) => RuleArn,
      (record) => ({
        ...record,
        Actions: withHashedSecrets(record.Actions),
        tags: tables.tags.get(record.RuleArn) ?? {},
      }),
    ),
    targets: byKey(
      tables.registrations.values(),
      ({ targetGroupArn, instance, port }) => `${targetGroupArn} ${instance}:${port}`,
      ({ health, ...target }) => ({ ...target, health: describeHealth(health) }),
    ),
  };
};
