import { describe, expect, it } from "vitest";
import type { Environment } from "../../../../src/deployment/environment.ts";
import { checkUpgrade } from "../../../../src/deployment/steps/check-upgrade.ts";
import type { Live } from "../../../../src/deployment/upgrade/live.ts";
import { allRunning, arns, environment, live, twins } from "./described-live.ts";
import { madeOnce } from "./made-once.ts";

const withGroup = (group: Partial<Live["group"]> & { [field: string]: unknown }): Live => ({
  ...live,
  group: { ...live.group, ...group },
});

const withListeners = (listeners: Live["listeners"]): Live => ({ ...live, listeners });
const [http, https] = live.listeners as [Live["listeners"][number], Live["listeners"][number]];

const withTargetGroupTag = (Key: string, Value: string): Live => ({
  ...live,
  targetGroups: live.targetGroups.map((each) => ({ ...each, tags: [...each.tags, { Key, Value }] })),
});

/** Blue-green, with the placeholders of these ports. */
const upgraded = (ports: readonly string[], standing = twins): Live => ({
  ...withGroup({ Tags: [{ Key: "sarcelle:environment", Value: "shop-live" }] }),
  standing: {
    twins: standing,
    placeholders: ports.map((port) => `${live.loadBalancer.LoadBalancerArn}:${port}`),
    fleet: madeOnce,
    lost: { listeners: [], targetGroups: [] },
  },
});

const withListening = (listeners: Environment["listeners"]): Environment => ({ ...environment, listeners });

const forward = (...TargetGroupArns: readonly string[]) => ({
  Type: "forward" as const,
  ForwardConfig: { TargetGroups: TargetGroupArns.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 })) },
});

const refused: readonly (readonly [
  name: string,
  live: Live,
  environment: Environment,
  error: string,
  message: RegExp,
])[] = [
  [
    "a field that no table knows",
    withGroup({ Teleport: { Enabled: true } }),
    environment,
    "UnknownField",
    /^Auto Scaling group shop has the field Teleport = \{"Enabled":true\}, which this version .* does not know/,
  ],
  [
    "a launch configuration",
    withGroup({ LaunchConfigurationName: "shop-2014" }),
    environment,
    "UnknownField",
    /LaunchConfigurationName = "shop-2014"; launch configurations have no versions/,
  ],
  [
    "a classic load balancer",
    withGroup({ LoadBalancerNames: ["old"] }),
    environment,
    "UnknownField",
    /LoadBalancerNames = \["old"\]; classic load balancers/,
  ],
  [
    "a group that an operator manages",
    withGroup({ Operator: { Principal: "eks.amazonaws.com" } }),
    environment,
    "UnknownField",
    /an operator manages the group/,
  ],
  [
    "a traffic source that is no target group",
    withGroup({ TrafficSources: [{ Identifier: "arn:aws:vpc-lattice:…", Type: "vpc-lattice" }] }),
    environment,
    "UnknownField",
    /only target groups of Elastic Load Balancing/,
  ],
  [
    "an override with a launch template of its own",
    withGroup({
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateName: "shop", Version: "7" },
          Overrides: [{ InstanceType: "m6g.large", LaunchTemplateSpecification: { LaunchTemplateName: "arm" } }],
        },
      },
    }),
    environment,
    "UnknownField",
    /^Auto Scaling group shop cannot be copied: MixedInstancesPolicy has an override with a launch template or image of its own/,
  ],
  [
    "a resource of another environment",
    withTargetGroupTag("sarcelle:environment", "shop-beta"),
    environment,
    "NotOurs",
    /target group shop-http is tagged sarcelle:environment=shop-beta/,
  ],
  [
    "an environment that is blue-green already",
    upgraded(["8081", "8082", "8443", "8444"]),
    environment,
    "NotAsRegistered",
    /is blue-green already: .* nothing of what it registers is missing/,
  ],
  [
    "a target group that came to a group which is blue-green already",
    upgraded([], new Map([[arns.http, arns.greenHttp]])),
    environment,
    "NotAsRegistered",
    /registers its instances with target group 'shop-https' since .* the green side has no twin of it\. .* upgrade again/,
  ],
  [
    "a listener that is not there",
    live,
    withListening([{ port: 8080, placeholders: { blue: 1, green: 2 } }]),
    "NotAsRegistered",
    /registers a listener on port 8080, which the load balancer 'shop' does not have/,
  ],
  [
    "a rule that is not there",
    live,
    withListening([{ port: 443, priority: 99, placeholders: { blue: 1, green: 2 } }]),
    "NotAsRegistered",
    /rule of priority 99 on port 443/,
  ],
  [
    "a listener that forwards to nothing of the group",
    live,
    withListening([...environment.listeners, { port: 443, placeholders: { blue: 1, green: 2 } }]),
    "NotAsRegistered",
    /^Listener 443 forwards to no target group\. Expected exactly one target group of Auto Scaling group 'shop': shop-http, shop-https\.$/,
  ],
  [
    "a listener that forwards to the group and is not registered",
    withListeners([http, https, { listener: { ...http.listener, Port: 8000 }, rules: [] }]),
    environment,
    "NotAsRegistered",
    /^Listener 8000 forwards to a target group of 'shop' and is not registered/,
  ],
  [
    "a target group that no listener reaches",
    live,
    withListening(environment.listeners.slice(0, 1)),
    "NotAsRegistered",
    /The rule of priority 10 on listener 443 forwards to a target group of 'shop' and is not registered/,
  ],
  [
    "a gateway load balancer",
    { ...live, loadBalancer: { ...live.loadBalancer, Type: "gateway" } },
    environment,
    "NotAsRegistered",
    /^Load balancer 'shop' is of type 'gateway'\. Expected an application or a network load balancer/,
  ],
  [
    "a UDP listener of a network load balancer",
    {
      ...withListeners([{ ...http, listener: { ...http.listener, Protocol: "UDP" } }, https]),
      loadBalancer: { ...live.loadBalancer, Type: "network" },
    },
    environment,
    "NotAsRegistered",
    /^Listener 80 of network load balancer 'shop' is of protocol UDP\. Expected TCP or TLS/,
  ],
  [
    "a listener that forwards to two target groups",
    withListeners([
      { ...http, listener: { ...http.listener, DefaultActions: [forward(arns.http, arns.https)] } },
      https,
    ]),
    environment,
    "NotAsRegistered",
    /^Listener 80 forwards to arn:[^ ]+shop-http\/73e2d6bc24d8a067, arn:[^ ]+shop-https\/2453ed029918f21f\. Expected exactly one target group/,
  ],
  [
    "a listener that forwards to another group's target group",
    withListeners([{ ...http, listener: { ...http.listener, DefaultActions: [forward("arn:other")] } }, https]),
    environment,
    "NotAsRegistered",
    /^Listener 80 forwards to arn:other\. Expected exactly one target group/,
  ],
  [
    "a target group that no listener forwards to",
    withListeners([http]),
    withListening(environment.listeners.slice(0, 1)),
    "NotAsRegistered",
    /^Auto Scaling group 'shop' registers its instances with target group 'shop-https', to which no listener of environment 'shop-live' forwards/,
  ],
  [
    "a target group of another load balancer, with what can be done",
    {
      ...live,
      listeners: [http],
      targetGroups: live.targetGroups.map((each) =>
        each.targetGroup.TargetGroupArn === arns.https
          ? { ...each, targetGroup: { ...each.targetGroup, LoadBalancerArns: ["arn:other"] } }
          : each,
      ),
    },
    withListening(environment.listeners.slice(0, 1)),
    "NotAsRegistered",
    /It is behind the load balancer arn:other, .* 'aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name shop --target-group-arns \S+shop-https\S+'/,
  ],
  [
    "an alarm whose expression names the group",
    {
      ...live,
      alarms: live.alarms.map((each) => ({
        ...each,
        alarm: { ...each.alarm, Metrics: [{ Id: "e", Expression: "SEARCH('\"shop\" CPUUtilization', 'Average')" }] },
      })),
    },
    environment,
    "UnknownField",
    /alarm shop-busy names 'shop' inside the expression/,
  ],
];

describe("an upgrade refuses, before its first change,", () => {
  it.each(refused)("%s", (_name, seen, registered, error, message) => {
    expect(() => checkUpgrade(registered, seen)).toThrow(
      expect.objectContaining({ name: error, message: expect.stringMatching(message) }),
    );
  });
});

describe("an upgrade refuses, before its first change, a field that no table knows", () => {
  const odd = { Teleport: true };
  const { template, version } = live.launchTemplate;
  const withVersion = (changes: object): Live => ({
    ...live,
    launchTemplate: { template, version: { ...version, ...changes } },
  });
  it.each<[string, Live]>([
    [
      "target group shop-http",
      {
        ...live,
        targetGroups: live.targetGroups.map((each) => ({ ...each, targetGroup: { ...each.targetGroup, ...odd } })),
      },
    ],
    ["listener 80", withListeners([{ ...http, listener: { ...http.listener, ...odd } }, https])],
    ["launch template shop", { ...live, launchTemplate: { template: { ...template, ...odd }, version } }],
    ["launch template shop version 7", withVersion(odd)],
    ["launch template shop version 7", withVersion({ LaunchTemplateData: { ...version.LaunchTemplateData, ...odd } })],
    ["warm pool of shop", withGroup({ WarmPoolConfiguration: { ...live.group.WarmPoolConfiguration, ...odd } })],
    ["scaling policy out", { ...live, policies: live.policies.map((each) => ({ ...each, ...odd })) }],
    [
      "alarm shop-busy",
      { ...live, alarms: live.alarms.map((each) => ({ ...each, alarm: { ...each.alarm, ...odd } })) },
    ],
    [
      "scheduled action morning",
      { ...live, scheduledActions: live.scheduledActions.map((each) => ({ ...each, ...odd })) },
    ],
    [
      "lifecycle hook warm-cache",
      { ...live, lifecycleHooks: live.lifecycleHooks.map((each) => ({ ...each, ...odd })) },
    ],
    [
      `notification to ${arns.topic}`,
      { ...live, notifications: live.notifications.map((each) => ({ ...each, ...odd })) },
    ],
  ])("of %s", (resource, seen) => {
    expect(() => checkUpgrade(environment, seen)).toThrow(
      expect.objectContaining({
        name: "UnknownField",
        message: expect.stringContaining(`${resource} has the field Teleport = true, which`),
      }),
    );
  });
});

describe("an upgrade of a group whose size is measured in vCPUs", () => {
  const sized = (WeightedCapacity?: string) => {
    const Instances = (live.group.Instances ?? []).map((each) => ({
      ...each,
      ...(WeightedCapacity === undefined ? {} : { WeightedCapacity }),
    }));
    return withGroup({ DesiredCapacityType: "vcpu", Instances });
  };

  it("is refused if AWS does not tell what its instances count of that", () => {
    expect(() => checkUpgrade(environment, sized())).toThrow(
      /^The size of Auto Scaling group 'shop' is measured in vcpu, and AWS does not tell how many of these instance i-\w+ counts/,
    );
    expect(checkUpgrade(environment, sized("2")).notices).toEqual([]);
  });
});

describe("an upgrade accepts", () => {
  it("what stands in the fixture", () => {
    expect(checkUpgrade(environment, live).notices).toEqual([]);
  });

  it("a mixed instances policy, and points its template at the twin's", () => {
    const overrides = [{ InstanceType: "m5.large" }, { InstanceType: "m5a.large", WeightedCapacity: "2" }];
    const mixed = withGroup({
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: {
            LaunchTemplateId: "lt-0a20c965061f64abc",
            LaunchTemplateName: "shop",
            Version: "7",
          },
          Overrides: overrides,
        },
        InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50 },
      },
    });
    const { changes } = checkUpgrade(environment, mixed);
    const group = changes.find(({ resource }) => resource.kind === "auto-scaling-group");
    expect(group?.after?.MixedInstancesPolicy).toEqual({
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateName: "shop-green", Version: "1" },
        Overrides: overrides,
      },
      InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50 },
    });
    expect(group?.after).not.toHaveProperty("LaunchTemplate");
  });

  it("a group and a mixed instances policy that leave out what they may", () => {
    const mixed = withGroup({
      Tags: [],
      LaunchTemplate: undefined,
      MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: "shop" } } },
      SuspendedProcesses: [{ ProcessName: "AZRebalance" }],
    });
    const { changes } = checkUpgrade(environment, mixed);
    const madeOf = (kind: string) => changes.find(({ resource }) => resource.kind === kind)?.after;
    expect([madeOf("auto-scaling-group")?.Tags, madeOf("auto-scaling-group")?.MixedInstancesPolicy]).toEqual([
      {
        "sarcelle:environment": { Value: "shop-live", PropagateAtLaunch: false },
        "sarcelle:side": { Value: "green", PropagateAtLaunch: false },
      },
      { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: "shop-green", Version: "1" } } },
    ]);
    expect(madeOf("group-processes")).toEqual({
      ...allRunning,
      AZRebalance: "suspended",
      AlarmNotification: "suspended",
      ScheduledActions: "suspended",
    });
  });

  it("a group without a warm pool or metrics, whose twin has neither", () => {
    const { changes } = checkUpgrade(environment, withGroup({ WarmPoolConfiguration: undefined, EnabledMetrics: [] }));
    const kinds = changes.map(({ resource }) => resource.kind);
    expect(kinds.filter((kind) => kind === "warm-pool" || kind === "group-metrics")).toEqual([]);
  });

  it("a protected group, whose twin can be deleted while it is empty", () => {
    const { changes } = checkUpgrade(environment, withGroup({ DeletionProtection: "prevent-all-deletion" }));
    const group = changes.find(({ resource }) => resource.kind === "auto-scaling-group");
    expect(group?.after?.DeletionProtection).toBe("prevent-force-deletion");
  });
});

it("an upgrade of what is blue-green already makes the placeholders that are missing, wherever the traffic is, and nothing else", () => {
  const switched: Live = {
    ...upgraded(["8081", "8443", "8444"]),
    listeners: JSON.parse(
      JSON.stringify(live.listeners).replaceAll(arns.http, arns.greenHttp).replaceAll(arns.https, arns.greenHttps),
    ),
  };
  for (const seen of [upgraded(["8081", "8443", "8444"]), switched])
    expect(checkUpgrade(environment, seen).changes.map(({ resource }) => resource)).toEqual([
      { kind: "placeholder-listener", id: `${live.loadBalancer.LoadBalancerArn}:8082` },
    ]);
});
