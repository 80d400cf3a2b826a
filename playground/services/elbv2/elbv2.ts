import type { DataPlane } from "../../dataplane/data-plane.ts";
import type {
  CertificateUsers,
  DataPlaneFaults,
  Fleet,
  Metrics,
  SecurityGroupUsers,
  TargetGroups,
} from "../../world/neighbours.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import type { Elbv2Context } from "./context.ts";
import { known } from "./known.ts";
import { createLingering } from "./lingering.ts";
import { publishMetrics } from "./metrics.ts";
import { elbv2Operations } from "./operations.ts";
import { elbv2State } from "./state.ts";
import { createTables, listenersUsing, registrationsIn, type Tables } from "./tables.ts";
import { createTargetTimers } from "./target-timers.ts";
import { deregisterTarget, reconsiderInstance } from "./targets.ts";
import type { Protocol } from "./traffic-protocols.ts";
import { registerAll } from "./wanted-targets.ts";
import { createZoneDns } from "./zone-dns.ts";

/** A listener, as who sends traffic needs it. */
export interface ListenerAddress {
  readonly loadBalancer: string;
  readonly listenerArn: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly url: string;
}

/** What Elastic Load Balancing is tied to. */
export interface Elbv2Neighbours {
  readonly fleet: Fleet;
  readonly faults: DataPlaneFaults;
  readonly metrics?: Metrics;
  readonly dataPlane: DataPlane;
}

export type Elbv2 = Service &
  TargetGroups &
  SecurityGroupUsers &
  CertificateUsers & { listeners(): readonly ListenerAddress[]; stop(): void };

/** Elastic Load Balancing (version 2): application and network load balancers with instances as targets. */
export const createElbv2 = (surroundings: Surroundings, { metrics, ...neighbours }: Elbv2Neighbours): Elbv2 => {
  const tables = createTables(surroundings);
  const timers = createTargetTimers(surroundings.clock);
  const lingering = createLingering(surroundings);
  const zoneDns = createZoneDns(surroundings.clock);
  const context: Elbv2Context = { surroundings, tables, timers, lingering, zoneDns, ...neighbours };
  neighbours.fleet.onStateChange((instance) => reconsiderInstance(context, instance));
  const stopMetrics = metrics && publishMetrics(context, metrics);

  return {
    name: "elasticloadbalancing",
    operations: elbv2Operations(context),
    state: () => elbv2State(tables),
    stop() {
      stopMetrics?.();
      timers.cancelAll();
      zoneDns.stop();
    },
    listeners: () => listenerAddresses(tables),
    usesSecurityGroup: (group) =>
      lingering.has(group) ||
      tables.loadBalancers.values().some(({ SecurityGroups }) => SecurityGroups.includes(group)),
    usingCertificate: (certificate) => {
      const using = tables.listeners
        .values()
        .filter(({ secure, certificates = [] }) => [secure?.CertificateArn, ...certificates].includes(certificate));
      return [...new Set(using.map(({ LoadBalancerArn }) => LoadBalancerArn))];
    },
    ...targetGroupsOf(context),
  };
};

const listenerAddresses = (tables: Tables): readonly ListenerAddress[] =>
  tables.listeners.values().map(({ ListenerArn, LoadBalancerArn, Protocol, Port }) => {
    const loadBalancer = tables.loadBalancers.get(LoadBalancerArn);
    return {
      loadBalancer: loadBalancer?.LoadBalancerName ?? "",
      listenerArn: ListenerArn,
      protocol: Protocol,
      port: Port,
      url: `${Protocol.toLowerCase()}://${loadBalancer?.DNSName}:${Port}`,
    };
  });

/** The target groups as Auto Scaling uses them. */
const targetGroupsOf = (context: Elbv2Context): TargetGroups => ({
  exists: (arn) => known(context, context.tables.targetGroups, arn) !== undefined,
  register: (arn, instances) =>
    registerAll(
      context,
      arn,
      instances.map((instance) => ({ instance, port: undefined })),
    ),
  deregister(arn, instances) {
    for (const { instance, port } of registrationsIn(context.tables, arn)) {
      if (instances.includes(instance)) deregisterTarget(context, arn, instance, port);
    }
  },
  health: (arn) =>
    new Map(registrationsIn(context.tables, arn).map(({ instance, health }) => [instance, health.state])),
  balancedBy: (arn) => listenersUsing(context.tables, arn)[0]?.LoadBalancerArn,
});
