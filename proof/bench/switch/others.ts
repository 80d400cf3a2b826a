/** What a user would pick instead, done by a script as those tools do it, on instances that have booted beforehand, with ELB's defaults. */
import { EC2Client, paginateDescribeInstances, RunInstancesCommand } from "@aws-sdk/client-ec2";
import {
  type Action,
  CreateListenerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyRuleCommand,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { type ServedFleet, servedRelease } from "./fleet.ts";
import { measureMove } from "./measure-move.ts";
import { awaitThat } from "./patience.ts";

const protocols = ["HTTP", "HTTPS"] as const;
type Protocol = (typeof protocols)[number];

/** What was just made may not be known yet. */
const onceKnown = <T>(ask: () => Promise<T>): Promise<T> =>
  awaitThat("what was just made was known", 60, () =>
    ask().catch((error: Error) => {
      if (error.name.includes("NotFound")) return undefined;
      throw error;
    }),
  );

/** Waits until their servers answer at the instances' own addresses. */
const booted = async (ec2: EC2Client, ids: readonly string[]): Promise<void> => {
  await awaitThat("the instances had booted", 120, async () => {
    const hosts: string[] = [];
    // All of them, for what was just launched may not be known by its id yet.
    for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, {}))
      for (const { InstanceId = "", State, PrivateIpAddress } of Reservations.flatMap(
        ({ Instances = [] }) => Instances,
      ))
        if (ids.includes(InstanceId) && State?.Name === "running" && PrivateIpAddress !== undefined)
          hosts.push(PrivateIpAddress);
    const answers = hosts.map(async (host) => (await fetch(`http://${host}:8080/health`)).ok);
    const up = await Promise.all(answers).catch(() => [false]);
    return hosts.length === ids.length && up.every((each) => each) ? true : undefined;
  });
};

/** Two instances of a release that no group runs. */
const launch = async (ec2: EC2Client, version: string): Promise<readonly string[]> => {
  let SubnetId: string | undefined;
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, {}))
    SubnetId ??= Reservations[0]?.Instances?.[0]?.SubnetId;
  const { imageId, userData } = servedRelease(version);
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ...{ ImageId: imageId, InstanceType: "t4g.small", MinCount: 2, MaxCount: 2 },
      UserData: Buffer.from(userData).toString("base64"),
      ...(SubnetId === undefined ? {} : { SubnetId }),
    }),
  );
  return Instances.map(({ InstanceId = "" }) => InstanceId);
};

const forward = (TargetGroupArn: string): Action[] => [{ Type: "forward", TargetGroupArn }];
const nowhere: Action[] = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }];

/** Two fleets that have booted, and ways to make target groups with ELB's defaults and listeners that forward to them. */
const setUp = async ({ connection, loadBalancing }: ServedFleet) => {
  const ec2 = new EC2Client(connection);
  const { LoadBalancers = [] } = await loadBalancing.send(new DescribeLoadBalancersCommand({ Names: ["web"] }));
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn ?? "";
  const { TargetGroups = [] } = await loadBalancing.send(new DescribeTargetGroupsCommand({ Names: ["web-http"] }));
  const VpcId = TargetGroups[0]?.VpcId;
  const { Listeners = [] } = await loadBalancing.send(new DescribeListenersCommand({ LoadBalancerArn }));
  const Certificates = Listeners.find(({ Certificates = [] }) => Certificates.length > 0)?.Certificates;
  const [old, fresh] = [await launch(ec2, "1"), await launch(ec2, "2")];
  await booted(ec2, [...old, ...fresh]);
  ec2.destroy();
  return {
    old,
    fresh,
    /** A target group for each protocol. */
    groups: (name: string) =>
      Promise.all(
        protocols.map(async (Protocol) => {
          const { TargetGroups: made = [] } = await loadBalancing.send(
            new CreateTargetGroupCommand({
              ...{ Name: `${name}-${Protocol.toLowerCase()}`, Protocol, Port: Protocol === "HTTP" ? 8080 : 8443 },
              ...{
                HealthCheckPath: "/health",
                HealthCheckProtocol: Protocol,
                ...(VpcId === undefined ? {} : { VpcId }),
              },
            }),
          );
          return made[0]?.TargetGroupArn ?? "";
        }),
      ),
    listen: async (DefaultActions: Action[], Protocol: Protocol, Port: number) => {
      const { Listeners: made = [] } = await onceKnown(() =>
        loadBalancing.send(
          new CreateListenerCommand({
            ...{ LoadBalancerArn, Protocol, Port, DefaultActions },
            ...(Protocol === "HTTPS" && Certificates !== undefined ? { Certificates } : {}),
          }),
        ),
      );
      return made[0]?.ListenerArn ?? "";
    },
  };
};

const targetsOf = (instances: readonly string[]) => instances.map((Id) => ({ Id }));

const register = async ({ loadBalancing }: ServedFleet, groups: readonly string[], instances: readonly string[]) => {
  for (const TargetGroupArn of groups)
    await onceKnown(() =>
      loadBalancing.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: targetsOf(instances) })),
    );
};

const healthy = ({ loadBalancing }: ServedFleet, groups: readonly string[], instances: readonly string[]) =>
  awaitThat("the registered instances were healthy", 400, async () => {
    const states = await Promise.all(
      groups.map(async (TargetGroupArn) => {
        const { TargetHealthDescriptions = [] } = await onceKnown(() =>
          loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn, Targets: targetsOf(instances) })),
        );
        return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State);
      }),
    );
    // What was just registered may not be told of yet.
    const all = states.flat();
    const whole = all.length === groups.length * instances.length;
    return whole && all.every((state) => state === "healthy") ? true : undefined;
  });

/** (a) Registers the new and, once it is healthy, deregisters the old, in one target group: as CodeDeploy and Spinnaker do. */
export const oneTargetGroup = async (stage: ServedFleet, rate: number) => {
  const { loadBalancing } = stage;
  const { old, fresh, listen, ...made } = await setUp(stage);
  const groups = await made.groups("one");
  const move = async (from: readonly string[], to: readonly string[]): Promise<number> => {
    const begun = machineNow();
    await register(stage, groups, to);
    await healthy(stage, groups, to);
    for (const TargetGroupArn of groups)
      await loadBalancing.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: targetsOf(from) }));
    return begun;
  };
  await register(stage, groups, old);
  await listen(forward(groups[0] ?? ""), "HTTP", 8090);
  await listen(forward(groups[1] ?? ""), "HTTPS", 8453);
  await healthy(stage, groups, old);
  const load = await stage.load(rate, [8090, 8453]);
  const there = await measureMove(load, "1", () => move(old, fresh));
  const back = await measureMove(load, "2", () => move(fresh, old));
  await load.stop();
  return { there, back };
};

/** (c) One bare call for each rule, to a target group that no rule used before and whose health nobody awaits. */
export const bareCalls = async (stage: ServedFleet, rate: number) => {
  const { loadBalancing } = stage;
  const { old, fresh, listen, ...made } = await setUp(stage);
  const [before, after] = [await made.groups("bare-1"), await made.groups("bare-2")];
  await register(stage, before, old);
  await register(stage, after, fresh);
  const listeners = [await listen(nowhere, "HTTP", 8091), await listen(nowhere, "HTTPS", 8454)];
  const rules = await Promise.all(
    listeners.map(async (ListenerArn, index) => {
      const Conditions = [{ Field: "path-pattern", Values: ["/*"] }];
      const Actions = forward(before[index] ?? "");
      const { Rules = [] } = await onceKnown(() =>
        loadBalancing.send(new CreateRuleCommand({ ListenerArn, Priority: 1, Conditions, Actions })),
      );
      return Rules[0]?.RuleArn ?? "";
    }),
  );
  await healthy(stage, before, old);
  const move = async (groups: readonly string[]): Promise<number> => {
    const begun = machineNow();
    for (const [index, RuleArn] of rules.entries())
      await onceKnown(() =>
        loadBalancing.send(new ModifyRuleCommand({ RuleArn, Actions: forward(groups[index] ?? "") })),
      );
    return begun;
  };
  const load = await stage.load(rate, [8091, 8454]);
  const there = await measureMove(load, "1", () => move(after));
  const back = await measureMove(load, "2", () => move(before));
  await load.stop();
  return { there, back };
};
