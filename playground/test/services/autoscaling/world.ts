import type {
  AutoScalingGroup,
  CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommandOutput,
  DescribeScalingActivitiesCommandOutput,
  DescribeWarmPoolCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { onTestFinished } from "vitest";
import { operate } from "../../../gateway/operate.ts";
import { type AutoScalingNeighbours, createAutoScaling } from "../../../services/autoscaling/autoscaling.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { type Clock, virtualClock } from "../../../world/clock.ts";
import type { Fleet, InstanceState, InstanceSummary, TargetGroups, TargetState } from "../../../world/neighbours.ts";
import { seeded } from "../../../world/random.ts";

import type { ServiceEvent, Surroundings } from "../../../world/service.ts";

import type { Trait } from "../../../world/traits.ts";

export const account = "123456789012";
export const region = "eu-west-1";
export const http = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/http/0000000000000001`;
export const https = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/https/0000000000000002`;

/** EC2 in small: instances boot in 5 seconds, again too, and stop or shut down in 2. */
const fakeFleet = (clock: Clock) => {
  const zones: Readonly<Record<string, string>> = { "subnet-a": "eu-west-1a", "subnet-b": "eu-west-1b" };
  const instances = new Map<string, InstanceSummary & { readonly subnet: string }>();
  const listeners: ((instance: string, state: InstanceState) => void)[] = [];
  const controls = {
    version: "1",
    broken: undefined as string | undefined,
    brokenZone: undefined as string | undefined,
  };
  const become = (id: string, state: InstanceState) => {
    const instance = instances.get(id);
    if (!instance || instance.state === "terminated") return;
    instances.set(id, { ...instance, state, since: clock.now() });
    for (const listener of listeners) listener(id, state);
  };
  const boot = (id: string) =>
    clock.after(5_000, () => {
      if (instances.get(id)?.state === "pending") become(id, "running");
    });
  const fleet: Fleet = {
    launch({ launchTemplate: { version }, subnet, instanceType = "t3.small", spot = false, tags }) {
      if (zones[subnet] === controls.brokenZone)
        throw new AwsError(
          "InsufficientInstanceCapacity",
          `We currently do not have sufficient ${instanceType} capacity.`,
        );
      if (controls.broken !== undefined) throw new AwsError("InvalidParameterValue", controls.broken);
      const id = `i-${String(instances.size + 1).padStart(17, "0")}`;
      instances.set(id, {
        id,
        state: "pending",
        availabilityZone: zones[subnet] ?? "",
        instanceType,
        spot,
        tags,
        launchTemplate: { id: "lt-1", name: "web", version: version.startsWith("$") ? controls.version : version },
        since: clock.now(),
        subnet,
      });
      boot(id);
      return id;
    },
    stopInstance(id) {
      become(id, "stopping");
      clock.after(2_000, () => become(id, "stopped"));
    },
    startInstance(id) {
      const { availabilityZone = "" } = instances.get(id) ?? {};
      if (availabilityZone === controls.brokenZone)
        throw new AwsError("InsufficientInstanceCapacity", "We currently do not have sufficient t3.small capacity.");
      become(id, "pending");
      boot(id);
    },
    terminate(id) {
      become(id, "shutting-down");
      clock.after(2_000, () => become(id, "terminated"));
    },
    tagInstance(id, change) {
      const instance = instances.get(id);
      const tags = Object.entries({ ...instance?.tags, ...change }).filter(([, value]) => value !== undefined);
      if (instance) instances.set(id, { ...instance, tags: Object.fromEntries(tags) as Record<string, string> });
    },
    instance: (id) => instances.get(id),
    address: () => undefined,
    resolveLaunchTemplate({ id, name, version }) {
      if ((id ?? "lt-1") !== "lt-1" || (name ?? "web") !== "web")
        throw new AwsError(
          "InvalidLaunchTemplateId.NotFound",
          `The specified launch template, with template ID ${id}, does not exist.`,
        );
      return { id: "lt-1", name: "web", version: version?.startsWith("$") ? controls.version : (version ?? "1") };
    },
    zoneOf: (subnet) => zones[subnet],
    onStateChange: (listener) => {
      listeners.push(listener);
    },
    launchNeeds: ({ launchTemplate, instanceType, subnets }) =>
      subnets.map((subnet) => ({
        action: "ec2:RunInstances",
        resource: subnet,
        context: { template: launchTemplate.name ?? "", type: instanceType ?? "" },
      })),
  };
  return { fleet, instances, become, controls };
};

/** Target groups in small: targets are healthy after 3 seconds and drain for 10. */
const fakeTargetGroups = (clock: Clock, journal: string[]) => {
  const groups = new Map<string, Map<string, TargetState>>([
    [http, new Map()],
    [https, new Map()],
  ]);
  const controls = { healthy: "healthy" as TargetState };
  const targetGroups: TargetGroups = {
    exists: (arn) => groups.has(arn),
    register(arn, instances) {
      for (const id of instances) {
        journal.push(`register ${id.slice(-1)} ${arn === http ? "http" : "https"}`);
        groups.get(arn)?.set(id, "initial");
        clock.after(3_000, () => {
          if (groups.get(arn)?.get(id) === "initial") groups.get(arn)?.set(id, controls.healthy);
        });
      }
    },
    deregister(arn, instances) {
      for (const id of instances) {
        if (!groups.get(arn)?.has(id)) continue;
        groups.get(arn)?.set(id, "draining");
        clock.after(10_000, () => groups.get(arn)?.delete(id));
      }
    },
    health: (arn) => groups.get(arn) ?? new Map(),
  };
  const set = (arn: string, id: string, state: TargetState) => groups.get(arn)?.set(id, state);
  return { targetGroups, groups, set, controls };
};

export const groupInput = (change: Partial<CreateAutoScalingGroupCommandInput> = {}) => ({
  AutoScalingGroupName: "web",
  LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "$Latest" },
  MinSize: 0,
  MaxSize: 8,
  DesiredCapacity: 2,
  VPCZoneIdentifier: "subnet-a,subnet-b",
  ...change,
});

/** Auto Scaling between a small EC2 and small target groups, in virtual time, with consistent reads; stopped when the test ends. */
export const createWorld = (
  neighbours: Partial<AutoScalingNeighbours> | ((surroundings: Surroundings) => Partial<AutoScalingNeighbours>) = {},
  lag = () => 0,
  without: readonly Trait[] = [],
) => {
  const clock = virtualClock();
  const events: ServiceEvent[] = [];
  const journal: string[] = [];
  const ec2 = fakeFleet(clock);
  const elbv2 = fakeTargetGroups(clock, journal);
  const emit = (event: ServiceEvent) => void events.push(event);
  const surroundings = { clock, random: seeded(1), account, region, pageSize: 2, lag, emit, without };
  const service = createAutoScaling(surroundings, {
    fleet: ec2.fleet,
    targetGroups: elbv2.targetGroups,
    ...(typeof neighbours === "function" ? neighbours(surroundings) : neighbours),
  });
  onTestFinished(() => service.stop?.());
  const principal = { arn: `arn:aws:iam::${account}:user/test` };
  /** Calls an operation as the gateway would. */
  const call = async <Output = Record<string, unknown>>(name: string, input: object = {}): Promise<Output> => {
    return (await operate(service, name, { ...input }).run({ principal, requestId: "r" })) as Output;
  };
  const group = async (name = "web"): Promise<AutoScalingGroup> => {
    const { AutoScalingGroups = [] } = await call<DescribeAutoScalingGroupsCommandOutput>("DescribeAutoScalingGroups", {
      AutoScalingGroupNames: [name],
    });
    if (!AutoScalingGroups[0]) throw new Error(`no group ${name}`);
    return AutoScalingGroups[0];
  };
  /** Each instance's last digit, lifecycle state and health: "1 InService Healthy". */
  const instances = async (name = "web"): Promise<string[]> =>
    ((await group(name)).Instances ?? []).map(
      (one) => `${one.InstanceId?.slice(-1)} ${one.LifecycleState} ${one.HealthStatus}`,
    );
  const activities = async (): Promise<NonNullable<DescribeScalingActivitiesCommandOutput["Activities"]>> => {
    const all: NonNullable<DescribeScalingActivitiesCommandOutput["Activities"]> = [];
    for (let NextToken: string | undefined; ; ) {
      const page = await call<DescribeScalingActivitiesCommandOutput>("DescribeScalingActivities", {
        IncludeDeletedGroups: true,
        NextToken,
      });
      all.push(...(page.Activities ?? []));
      NextToken = page.NextToken;
      if (NextToken === undefined) return all;
    }
  };
  /** Each instance of the warm pool, in the same way: "3 Warmed:Stopped Healthy". */
  const pool = async (): Promise<string[]> => {
    const all: string[] = [];
    for (let NextToken: string | undefined; ; ) {
      const page = await call<DescribeWarmPoolCommandOutput>("DescribeWarmPool", {
        AutoScalingGroupName: "web",
        NextToken,
      });
      for (const one of page.Instances ?? [])
        all.push(`${one.InstanceId?.slice(-1)} ${one.LifecycleState} ${one.HealthStatus}`);
      NextToken = page.NextToken;
      if (NextToken === undefined) return all;
    }
  };
  return { clock, events, journal, ec2, elbv2, service, call, group, instances, pool, activities };
};

export const id = (digit: number): string => `i-${String(digit).padStart(17, "0")}`;
