import type {
  DataPlane,
  FlowCounts,
  FlowForward,
  FlowListener,
  HealthCheck,
  OpenListener,
  RequestCounts,
  Route,
} from "../../../dataplane/data-plane.ts";
import { compileRoutes } from "../../../dataplane/matcher.ts";
import { operate } from "../../../gateway/operate.ts";
import { createElbv2 } from "../../../services/elbv2/elbv2.ts";
import { virtualClock } from "../../../world/clock.ts";
import type { Fleet, InstanceState, Metrics } from "../../../world/neighbours.ts";
import { createQuotas } from "../../../world/quotas.ts";
import { seeded } from "../../../world/random.ts";
import type { Call, Need, Service, Surroundings } from "../../../world/service.ts";
import type { Trait } from "../../../world/traits.ts";

export const region = "eu-west-1";
export const account = "123456789012";
export const vpc = "vpc-1";

const call: Call = { principal: { arn: `arn:aws:iam::${account}:user/tester` }, requestId: "request-1" };
const zones: Readonly<Record<string, string>> = {
  "subnet-a": "eu-west-1a",
  "subnet-b": "eu-west-1b",
  "subnet-c": "eu-west-1c",
};

/** A fleet whose instances are put into a state by hand. */
export const handFleet = () => {
  const states = new Map<string, { state: InstanceState; zone: string }>();
  const listeners: ((instance: string, state: InstanceState) => void)[] = [];
  const fleet: Pick<
    Fleet,
    "instance" | "address" | "zoneOf" | "vpcOf" | "hasVpc" | "hasSecurityGroup" | "onStateChange"
  > = {
    instance: (id) => {
      const known = states.get(id);
      return (
        known && {
          id,
          state: known.state,
          availabilityZone: known.zone,
          instanceType: "t3.micro",
          tags: {},
          launchTemplate: undefined,
          since: 0,
        }
      );
    },
    address: (_, port) => ({ host: "127.0.0.1", port }),
    zoneOf: (subnet) => zones[subnet],
    vpcOf: (subnet) => (subnet in zones ? vpc : undefined),
    hasVpc: (id) => id === vpc,
    hasSecurityGroup: (id) => ["sg-1", "sg-2"].includes(id),
    onStateChange: (listener) => listeners.push(listener),
  };
  return {
    fleet: fleet as Fleet,
    put(id: string, state: InstanceState, zone = "eu-west-1a") {
      states.set(id, { state, zone });
      for (const listener of listeners) listener(id, state);
    },
  };
};

/** A data plane that remembers what it was told if that can be used at all, and whose checks answer what `status` says. */
export const handDataPlane = () => {
  const open = new Map<string, OpenListener>();
  const routes = new Map<string, readonly Route[]>();
  const checks: (HealthCheck & { readonly instance: string })[] = [];
  const status = new Map<string, number | "timeout" | "error">();
  const refused = new Set<number>();
  const counts: RequestCounts[] = [];
  const openFlows = new Map<string, FlowListener>();
  const forwards = new Map<string, FlowForward>();
  const flowCounts: FlowCounts[] = [];
  /** The targets whose connections were reset. */
  const ended: string[] = [];
  let hosts = 0;
  const dataPlane: DataPlane = {
    host: () => `127.0.0.${++hosts}`,
    async open(listener, initial) {
      if (refused.has(listener.port)) throw new Error(`cannot listen on ${listener.host}:${listener.port}`);
      compileRoutes(initial);
      open.set(listener.arn, listener);
      routes.set(listener.arn, initial);
    },
    reconfigure(arn, changed) {
      compileRoutes(changed);
      if (open.has(arn)) routes.set(arn, changed);
    },
    async close(arn) {
      openFlows.delete(arn);
      forwards.delete(arn);
      open.delete(arn);
      routes.delete(arn);
    },
    async check(check) {
      checks.push({ ...check, instance: check.target.instance });
      const outcome = status.get(check.target.instance) ?? 200;
      return typeof outcome === "number" ? { kind: "answered", status: outcome } : { kind: outcome };
    },
    takeCounts: () => counts.splice(0),
    async openFlows(listener, initial) {
      if (refused.has(listener.port)) throw new Error(`cannot listen on ${listener.host}:${listener.port}`);
      openFlows.set(listener.arn, listener);
      forwards.set(listener.arn, initial);
    },
    reconfigureFlows(arn, changed) {
      if (openFlows.has(arn)) forwards.set(arn, changed);
    },
    endFlows: (arn, instance) => void ended.push(`${arn} ${instance}`),
    takeFlowCounts: () => flowCounts.splice(0),
  };
  return { dataPlane, open, routes, checks, status, refused, counts, openFlows, forwards, flowCounts, ended };
};

// biome-ignore lint/suspicious/noExplicitAny: one function calls operations of every shape.
export type Api = (name: string, input?: Record<string, unknown>) => Promise<any>;

/** Calls a service's operations as the gateway does, without permissions and wire. */
export const operationsOf =
  (service: Service): Api =>
  async (name, input = {}) => {
    return operate(service, name, input).run(call);
  };

/** Makes resources with the settings that do not matter filled in, and answers their ARNs. */
export const stackOf = (api: Api) => {
  const loadBalancer = async (name = "web", more: Record<string, unknown> = {}): Promise<string> =>
    (await api("CreateLoadBalancer", { Name: name, Subnets: ["subnet-a", "subnet-b"], ...more })).LoadBalancers[0]
      .LoadBalancerArn;
  const targetGroup = async (name: string, more: Record<string, unknown> = {}): Promise<string> =>
    (await api("CreateTargetGroup", { Name: name, Protocol: "HTTP", Port: 8080, VpcId: vpc, ...more })).TargetGroups[0]
      .TargetGroupArn;
  const listener = async (
    LoadBalancerArn: string,
    group: string,
    more: Record<string, unknown> = {},
  ): Promise<string> =>
    (
      await api("CreateListener", {
        LoadBalancerArn,
        Protocol: "HTTP",
        Port: 80,
        DefaultActions: [{ Type: "forward", TargetGroupArn: group }],
        ...more,
      })
    ).Listeners[0].ListenerArn;
  return { loadBalancer, targetGroup, listener };
};

/** Load balancing on virtual time, with a fleet and a data plane moved by hand. */
export const createWorld = ({
  lag = 0,
  pageSize = 100,
  metrics,
  without = [],
  off = 0,
}: {
  lag?: number;
  pageSize?: number;
  metrics?: Metrics;
  without?: readonly Trait[];
  /** By how many milliseconds the services' timers fire too late, or too early where it is below 0. */
  off?: number;
} = {}) => {
  const clock = virtualClock();
  const quotas = createQuotas();
  const surroundings: Surroundings = {
    clock: { now: clock.now, after: (delay, task) => clock.after(delay + off, task) },
    random: seeded(1),
    account,
    region,
    pageSize,
    lag: () => lag,
    emit: () => {},
    without,
    quotas,
  };
  const instances = handFleet();
  const plane = handDataPlane();
  const service = createElbv2(surroundings, {
    fleet: instances.fleet,
    faults: { on: () => undefined, onListener: (port) => (port === 6666 ? { kind: "reset" } : undefined) },
    dataPlane: plane.dataPlane,
    ...(metrics === undefined ? {} : { metrics }),
  });

  const api = operationsOf(service);
  const needs = (name: string, input: Record<string, unknown>): readonly Need[] | undefined =>
    service.operations[name]?.needs?.(input);

  const health = async (TargetGroupArn: string) => {
    const { TargetHealthDescriptions } = await api("DescribeTargetHealth", { TargetGroupArn });
    return Object.fromEntries(
      TargetHealthDescriptions.map((each: { Target: { Id: string }; TargetHealth: object }) => [
        each.Target.Id,
        each.TargetHealth,
      ]),
    );
  };
  /** The instances that a listener's default action sends requests to, by target group. */
  const serving = (listenerArn: string) => {
    const action = plane.routes.get(listenerArn)?.at(-1)?.action;
    if (action?.type !== "forward") return undefined;
    return action.groups.map(({ group, weight }) => ({
      group: group.arn,
      weight,
      targets: group.targets.map(({ instance }) => instance),
    }));
  };

  return { ...instances, ...plane, ...stackOf(api), clock, service, api, needs, health, serving, quotas };
};
