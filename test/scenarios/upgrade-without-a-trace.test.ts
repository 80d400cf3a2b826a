import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { operate, type Service, type Surroundings } from "@sarcelle/playground/services";
import { createAutoScaling } from "@sarcelle/playground/services/autoscaling";
import { createCloudWatch } from "@sarcelle/playground/services/cloudwatch";
import { createEc2 } from "@sarcelle/playground/services/ec2";
import { createElbv2 } from "@sarcelle/playground/services/elbv2";
import { describe, expect, it, onTestFinished } from "vitest";
import { withoutThrottling } from "../../proof/simulation/sarcelle.ts";
import { namedError } from "../../src/aws/error-mapping.ts";
import { observeLive, observeTwinPolicies, observeTwins } from "../../src/aws/observe-live.ts";
import { type AwsKind, type Change, invert } from "../../src/changes/change.ts";
import { afterUnknownOutcome, converge } from "../../src/changes/converge.ts";
import { fingerprintDifferences, liveFingerprint } from "../../src/deployment/upgrade/live-fingerprint.ts";
import { placeholderListeners } from "../../src/deployment/upgrade/placeholder-listeners.ts";
import { twinAlarms } from "../../src/deployment/upgrade/twin-alarms.ts";
import { twinFleet } from "../../src/deployment/upgrade/twin-fleet.ts";
import { twinTargetGroups } from "../../src/deployment/upgrade/twin-target-groups.ts";
import { NotYet } from "../../src/errors.ts";
import { type Clients, resourceKinds } from "../../src/resources/kinds.ts";

const [account, region] = ["123456789012", "eu-west-1"];

/** No listener takes a request here: only configuration is looked at. */
const withoutTraffic: Parameters<typeof createElbv2>[1]["dataPlane"] = {
  host: () => "127.0.0.1",
  open: async () => {},
  reconfigure: () => {},
  close: async () => {},
  check: async () => ({ kind: "answered", status: 200 }),
  takeCounts: () => [],
  openFlows: async () => {},
  reconfigureFlows: () => {},
  endFlows: () => {},
  takeFlowCounts: () => [],
};

/** The services of the playground in one process, in virtual time, called as the gateway would call them. */
const createWorld = () => {
  /** Loses the answer of every other writing call: it is done, and the caller does not learn of it. */
  const losses = { on: false, next: true };
  const clock = virtualClock();
  const surroundings: Surroundings = {
    clock,
    random: seeded(1),
    account,
    region,
    pageSize: 2,
    lag: () => 500,
    emit: () => {},
    without: withoutThrottling,
  };
  const launcher = { launch: () => ({ address: () => undefined, stop: async () => {} }) };
  const ec2 = createEc2(surroundings, { launcher });
  const elb = createElbv2(surroundings, {
    fleet: ec2,
    faults: { on: () => undefined },
    dataPlane: withoutTraffic,
  });
  const autoScaling = createAutoScaling(surroundings, { fleet: ec2, targetGroups: elb });
  const cloudWatch = createCloudWatch(surroundings, { alarmTargets: autoScaling });
  const services = [ec2, elb, autoScaling, cloudWatch];
  onTestFinished(async () => {
    for (const service of services) await service.stop?.();
  });

  // biome-ignore lint/suspicious/noExplicitAny: one function calls operations of every shape.
  const call = async (service: Service, name: string, input: object): Promise<any> => {
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    const principal = { arn: `arn:aws:iam::${account}:user/test` };
    const answer = await operate(service, name, given).run({ principal, requestId: "r" });
    if (losses.on && !name.startsWith("Describe")) {
      losses.next = !losses.next;
      if (!losses.next) throw new Error(`the answer of ${name} is lost`);
    }
    return answer;
  };
  const client = <Client>(service: Service) =>
    ({
      send: (command: { readonly input: object }) =>
        call(service, command.constructor.name.replace(/Command$/, ""), command.input).catch((error) => {
          throw namedError(error, command.constructor.name);
        }),
    }) as unknown as Client;
  const clients: Clients = {
    autoScaling: client<AutoScalingClient>(autoScaling),
    loadBalancing: client<ElasticLoadBalancingV2Client>(elb),
    ec2: client<EC2Client>(ec2),
    cloudWatch: client<CloudWatchClient>(cloudWatch),
  };
  const productClock = { now: clock.now, sleep: (milliseconds: number) => clock.advance(milliseconds) };
  /** All that stands, but for what instances and targets are up to. */
  const state = () =>
    JSON.parse(
      JSON.stringify(
        services.map((service) => service.state()),
        (key, value) => (key === "instances" || key === "targets" || key === "health" ? undefined : value),
      ),
    );
  return { losses, clock, ec2, elb, autoScaling, cloudWatch, call, clients, productClock, state };
};

type World = ReturnType<typeof createWorld>;

/** A stack as it stands before Sarcelle: two listeners, two target groups, a group of two with a policy, a schedule and a hook. */
const buildStack = async ({ clock, ec2, elb, autoScaling, call }: World) => {
  const settle = () => clock.advance(1_000);
  const vpc = ec2.createVpc({ cidrBlock: "10.0.0.0/16" });
  const subnets = ["a", "b"].map((zone, index) =>
    ec2.createSubnet({ vpc, availabilityZone: `${region}${zone}`, cidrBlock: `10.0.${index}.0/24` }),
  );
  const image = ec2.registerImage({ name: "shop" });
  const { GroupId } = await call(ec2, "CreateSecurityGroup", { GroupName: "front", Description: "front", VpcId: vpc });
  await settle();
  const { LaunchTemplate } = await call(ec2, "CreateLaunchTemplate", {
    LaunchTemplateName: "shop",
    VersionDescription: "release 1",
    LaunchTemplateData: { ImageId: image, InstanceType: "t3.small", UserData: "IyEvYmluL3No" },
  });
  const { LoadBalancers } = await call(elb, "CreateLoadBalancer", {
    Name: "shop",
    Subnets: subnets,
    SecurityGroups: [GroupId],
  });
  const targetGroups: string[] = [];
  for (const [index, name] of ["shop-one", "shop-two"].entries()) {
    const { TargetGroups } = await call(elb, "CreateTargetGroup", {
      Name: name,
      Protocol: "HTTP",
      Port: 80,
      VpcId: vpc,
      HealthCheckPath: "/health",
      Tags: [{ Key: "team", Value: "shop" }],
    });
    await settle();
    const arn = TargetGroups[0].TargetGroupArn;
    targetGroups.push(arn);
    await call(elb, "ModifyTargetGroupAttributes", {
      TargetGroupArn: arn,
      Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "20" }],
    });
    await call(elb, "CreateListener", {
      LoadBalancerArn: LoadBalancers[0].LoadBalancerArn,
      Protocol: "HTTP",
      Port: 80 + index,
      DefaultActions: [{ Type: "forward", TargetGroupArn: arn }],
    });
  }
  await settle();
  const AutoScalingGroupName = "shop";
  await call(autoScaling, "CreateAutoScalingGroup", {
    AutoScalingGroupName,
    LaunchTemplate: { LaunchTemplateId: LaunchTemplate.LaunchTemplateId, Version: "$Latest" },
    MinSize: 1,
    MaxSize: 4,
    DesiredCapacity: 2,
    VPCZoneIdentifier: subnets.join(","),
    TargetGroupARNs: targetGroups,
    HealthCheckType: "ELB",
    HealthCheckGracePeriod: 3600,
    Tags: [{ Key: "Name", Value: "shop", PropagateAtLaunch: true }],
  });
  await settle();
  await call(autoScaling, "PutScalingPolicy", {
    AutoScalingGroupName,
    PolicyName: "out",
    PolicyType: "SimpleScaling",
    AdjustmentType: "ChangeInCapacity",
    ScalingAdjustment: 1,
    Cooldown: 60,
  });
  await call(autoScaling, "PutScheduledUpdateGroupAction", {
    AutoScalingGroupName,
    ScheduledActionName: "morning",
    Recurrence: "0 6 * * *",
    MinSize: 2,
  });
  await call(autoScaling, "PutLifecycleHook", {
    AutoScalingGroupName,
    LifecycleHookName: "drain",
    LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
    HeartbeatTimeout: 60,
  });
  await call(autoScaling, "EnableMetricsCollection", { AutoScalingGroupName, Granularity: "1Minute" });
  await clock.advance(60_000);
};

const environment = {
  name: "shop-live",
  loadBalancer: "shop",
  group: "shop",
  listeners: [
    { port: 80, placeholders: { blue: 8080, green: 8081 } },
    { port: 81, placeholders: { blue: 8082, green: 8083 } },
  ],
  copy: { notifications: [] },
};

/** Converges one change; as the state machine does, again after an error, until it is through. */
const make = async (world: World, change: Change, attempts = 12): Promise<"already" | "written"> => {
  const kind = resourceKinds(world.clients)[change.resource.kind as AwsKind];
  try {
    return await converge(change, kind, world.productClock, afterUnknownOutcome);
  } catch (error) {
    const isForNow = error instanceof NotYet;
    if (!(isForNow || /is lost$/.test(String(error))) || attempts === 1) throw error;
    await world.clock.advance(isForNow ? 10_000 : 2_000);
    return make(world, change, attempts - 1);
  }
};

const undo = async (world: World, made: readonly Change[]) => {
  for (const change of made.toReversed()) await make(world, invert(change));
  await world.clock.advance(1_000);
};

/** The upgrade's steps, one after the other, as the state machine runs them; answers the changes that were made. */
const upgrade = async (world: World): Promise<readonly Change[]> => {
  const { clients } = world;
  const made: Change[] = [];
  const apply = async (changes: readonly Change[]) => {
    for (const change of changes) {
      await make(world, change);
      made.push(change);
    }
  };
  const live = () => observeLive(clients, environment);
  const twins = async () => observeTwins(clients.loadBalancing, await live());
  await apply(twinTargetGroups(await live(), environment).changes);
  await apply(placeholderListeners(await live(), environment, await twins()).changes);
  await apply(twinFleet(await live(), environment, await twins()).changes);
  const policies = await observeTwinPolicies(clients.autoScaling, await live());
  await apply(twinAlarms(await live(), environment, await twins(), policies).changes);
  return made;
};

describe("an upgrade on the playground, with tiny pages and reads that trail writes", () => {
  it("leaves the live side as it was and makes the twin at zero capacity", async () => {
    const world = createWorld();
    await buildStack(world);
    const before = liveFingerprint(await observeLive(world.clients, environment), environment);
    await upgrade(world);
    const after = liveFingerprint(await observeLive(world.clients, environment), environment);
    expect(fingerprintDifferences(before, after)).toEqual([]);
    const groups = (await observeLive(world.clients, { ...environment, group: "shop-green" })).group;
    expect([groups.MinSize, groups.MaxSize, groups.DesiredCapacity, groups.Instances ?? []]).toEqual([0, 4, 0, []]);
  });

  it("is undone without a trace, newest change first", async () => {
    const world = createWorld();
    await buildStack(world);
    const before = world.state();
    const made = await upgrade(world);
    expect(world.state()).not.toEqual(before);
    await undo(world, made);
    expect(world.state()).toEqual(before);
  });

  it("finds everything done when it is done again", async () => {
    const world = createWorld();
    await buildStack(world);
    const made = await upgrade(world);
    for (const change of made) expect(await make(world, change)).toBe("already");
  });

  it("is made and undone whole although every other answer is lost", async () => {
    const world = createWorld();
    await buildStack(world);
    const before = world.state();
    world.losses.on = true;
    const made = await upgrade(world);
    world.losses.on = false;
    for (const change of made) expect(await make(world, change)).toBe("already");
    world.losses.on = true;
    await undo(world, made);
    expect(world.state()).toEqual(before);
  });
});
