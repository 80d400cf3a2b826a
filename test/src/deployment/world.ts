import { parseEnvironment, type Side } from "../../../src/deployment/environment.ts";
import {
  type GroupView,
  healthCheckOf,
  type InstanceView,
  type Pair,
  type SideView,
  type TargetGroupView,
  type View,
} from "../../../src/deployment/view.ts";

/** An environment with an HTTP and an HTTPS listener, for tests of decisions: everything overridable, nothing read. */

/** A registered environment; what matters to a test is overridden. */
export const registered = (changes: object = {}) =>
  parseEnvironment(
    {
      name: "web-live",
      account: "123456789012",
      region: "eu-west-1",
      stage: "live",
      loadBalancer: "web",
      group: "web",
      listeners: [
        { port: 80, placeholders: { blue: 9080, green: 9180 } },
        { port: 443, priority: 5, placeholders: { blue: 9443, green: 9543 } },
      ],
      ...changes,
    },
    "a test's environment",
  );

/** A registered environment of one listener. */
export const registeredOnPort80 = (changes: object = {}) =>
  registered({ listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }], ...changes });

export const targets = (states: readonly string[]) => states.map((state, index) => ({ id: `i-${index}`, state }));

export const targetGroup = (name: string, states: readonly string[]): TargetGroupView => ({
  arn: `arn:tg/${name}`,
  name,
  healthCheck: { intervalSeconds: 10, unhealthyThreshold: 2 },
  targets: targets(states),
});

export const group = (name: string, changes: Partial<GroupView> = {}): GroupView => ({
  name,
  min: 2,
  max: 8,
  desired: 4,
  launchTemplate: { id: `lt-${name}`, name, version: "1" },
  suspended: [],
  tags: {},
  instances: Array.from({ length: changes.desired ?? 4 }, (_, index) => ({
    id: `i-${index}`,
    lifecycleState: "InService",
    healthStatus: "Healthy",
    launchTemplate: changes.launchTemplate ?? { id: `lt-${name}`, version: "1" },
  })),
  ...changes,
});

/** An instance in service that runs that version of `lt-1`. */
export const running = (id: string, version: string, changes: Partial<InstanceView> = {}): InstanceView => ({
  id,
  lifecycleState: "InService",
  healthStatus: "Healthy",
  launchTemplate: { id: "lt-1", version },
  ...changes,
});
/** A group of two that launches that version of `lt-1`, with an instance of each of those versions. */
export const groupOfTwo = (launches: string, ...versions: readonly string[]) =>
  group("web", {
    desired: 2,
    launchTemplate: { id: "lt-1", name: "web", version: launches },
    instances: versions.map((version, index) => running(`i-${index}`, version)),
  });

export const side = (which: Side, states: readonly string[], changes: Partial<GroupView> = {}): SideView => ({
  side: which,
  group: group(`web-${which}`, changes),
  targetGroups: [targetGroup(`http-${which}`, states), targetGroup(`https-${which}`, states)],
});

/** A side with an instance in each of these zones, all of them healthy. */
export const inZones = (which: Side, ...zones: readonly string[]): SideView => {
  const one = side(which, healthyTargets(zones.length), { desired: zones.length });
  const instances = one.group.instances.map((instance, index) => ({ ...instance, zone: zones[index] ?? "?" }));
  return { ...one, group: { ...one.group, instances } };
};

export const healthyTargets = (count: number) => Array.from({ length: count }, () => "healthy");

/** A wait that lasts so long by now. */
export const wait = (elapsedSeconds: number, deadlineSeconds = 600) => ({
  since: 1_000_000,
  now: 1_000_000 + elapsedSeconds * 1_000,
  deadlineSeconds,
});

/** A side whose target groups differ. */
export const uneven = (whole: SideView, ...targetGroups: readonly TargetGroupView[]): SideView => ({
  ...whole,
  targetGroups,
});
/** A target group whose health is checked so often. */
export const checkedEvery = (intervalSeconds: number, group: TargetGroupView): TargetGroupView => ({
  ...group,
  healthCheck: { ...healthCheckOf(group), intervalSeconds },
});
/** A target group whose second target is unhealthy, as AWS says it. */
export const failing = (said: { readonly reason?: string; readonly description?: string }): TargetGroupView => ({
  ...targetGroup("http-green", []),
  targets: [
    { id: "i-0", state: "healthy", description: "fine" },
    { id: "i-1", state: "unhealthy", ...said },
  ],
});

const forward = (targetGroupArn: string, weight = 1) => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: weight }],
    TargetGroupStickinessConfig: { Enabled: false },
  },
});

type Door = readonly [targetGroup: string, port: number];
/** Two target groups that stand for each other, each with its placeholder listener. */
export const pair = (blue: Door, green: Door, protocol: string): Pair => {
  const placeholder = ([name, port]: Door) => ({ port, protocol, targetGroupArn: `arn:tg/${name}` });
  return { blue: placeholder(blue), green: placeholder(green) };
};

export const view = (
  active: Side,
  blue = side("blue", healthyTargets(4)),
  green = side("green", [], { min: 0, desired: 0 }),
): View => {
  const sides = { blue, green };
  return {
    loadBalancer: { arn: "arn:lb", dnsName: "web.example" },
    listeners: [
      {
        kind: "listener",
        arn: "arn:listener/http",
        registered: { port: 80, placeholders: { blue: 9080, green: 9180 } },
        protocol: "HTTP",
        actions: [forward(sides[active].targetGroups[0]?.arn ?? "")],
      },
      {
        kind: "listener-rule",
        arn: "arn:rule/https",
        registered: { port: 443, priority: 5, placeholders: { blue: 9443, green: 9543 } },
        protocol: "HTTPS",
        actions: [
          { Type: "authenticate-oidc", Order: 1 },
          { ...forward(sides[active].targetGroups[1]?.arn ?? ""), Order: 2 },
        ],
      },
    ],
    pairs: [
      pair(["http-blue", 9080], ["http-green", 9180], "HTTP"),
      pair(["https-blue", 9443], ["https-green", 9543], "HTTPS"),
    ],
    sides,
  };
};

/** No checks are registered, and nothing is compared. */
export const unwatched = { checking: { before: 0, answers: [], of: 0 }, measured: new Map() };
