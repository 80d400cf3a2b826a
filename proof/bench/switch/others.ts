/** What a user would pick instead, done by a script as those tools do it, on instances that have booted beforehand, with ELB's defaults. */
import { EC2Client, paginateDescribeInstances, RunInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyListenerCommand,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type ServedFleet, servedRelease } from "./fleet.ts";
import { measureMove } from "./measure-move.ts";
import { awaitThat, pause } from "./patience.ts";

const protocols = ["HTTP", "HTTPS"] as const;

/** Two fleets that no group runs, and a target group with ELB's defaults for each protocol and fleet, behind listeners of their own. */
const setUp = async ({ connection, loadBalancing }: ServedFleet) => {
  const ec2 = new EC2Client(connection);
  const { LoadBalancers = [] } = await loadBalancing.send(new DescribeLoadBalancersCommand({ Names: ["web"] }));
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn ?? "";
  const { TargetGroups = [] } = await loadBalancing.send(new DescribeTargetGroupsCommand({ Names: ["web-http"] }));
  const VpcId = TargetGroups[0]?.VpcId;
  const { Listeners = [] } = await loadBalancing.send(new DescribeListenersCommand({ LoadBalancerArn }));
  const Certificates = Listeners.find(({ Protocol }) => Protocol === "HTTPS")?.Certificates;
  const pages = paginateDescribeInstances({ client: ec2 }, {});
  let SubnetId: string | undefined;
  for await (const { Reservations = [] } of pages) SubnetId ??= Reservations[0]?.Instances?.[0]?.SubnetId;
  const fleet = async (version: string) => {
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
  const [old, fresh] = [await fleet("1"), await fleet("2")];
  const group = async (name: string, Protocol: (typeof protocols)[number]) => {
    const { TargetGroups: made = [] } = await loadBalancing.send(
      new CreateTargetGroupCommand({
        ...{ Name: `${name}-${Protocol.toLowerCase()}`, Protocol, Port: Protocol === "HTTP" ? 8080 : 8443 },
        ...{ HealthCheckPath: "/health", HealthCheckProtocol: Protocol, ...(VpcId === undefined ? {} : { VpcId }) },
      }),
    );
    return made[0]?.TargetGroupArn ?? "";
  };
  const listen = async (arn: string, Protocol: (typeof protocols)[number], Port: number) => {
    const { Listeners: made = [] } = await loadBalancing.send(
      new CreateListenerCommand({
        ...{ LoadBalancerArn, Protocol, Port, DefaultActions: [{ Type: "forward", TargetGroupArn: arn }] },
        ...(Protocol === "HTTPS" && Certificates !== undefined ? { Certificates } : {}),
      }),
    );
    return made[0]?.ListenerArn ?? "";
  };
  return { ec2, old, fresh, group, listen };
};

const targetsOf = (instances: readonly string[]) => instances.map((Id) => ({ Id }));

/** (a) Registers the new and, once it is healthy, deregisters the old, in one target group: as CodeDeploy and Spinnaker do. */
export const oneTargetGroup = async (stage: ServedFleet, rate: number) => {
  const { loadBalancing } = stage;
  const { old, fresh, group, listen } = await setUp(stage);
  const groups = await Promise.all(protocols.map((protocol) => group("one", protocol)));
  const register = (instances: readonly string[]) =>
    Promise.all(
      groups.map((TargetGroupArn) =>
        loadBalancing.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: targetsOf(instances) })),
      ),
    );
  const healthy = (instances: readonly string[]) =>
    awaitThat("the registered instances were healthy", 400, async () => {
      const states = await Promise.all(
        groups.map(async (TargetGroupArn) => {
          const { TargetHealthDescriptions = [] } = await loadBalancing.send(
            new DescribeTargetHealthCommand({ TargetGroupArn, Targets: targetsOf(instances) }),
          );
          return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State);
        }),
      );
      // What was just registered may not be told of yet.
      const all = states.flat();
      const whole = all.length === groups.length * instances.length;
      return whole && all.every((state) => state === "healthy") ? true : undefined;
    });
  const move = async (from: readonly string[], to: readonly string[]) => {
    await register(to);
    await healthy(to);
    for (const TargetGroupArn of groups)
      await loadBalancing.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: targetsOf(from) }));
  };
  await pause(20_000);
  await register(old);
  await listen(groups[0] ?? "", "HTTP", 8090);
  await listen(groups[1] ?? "", "HTTPS", 8453);
  await healthy(old);
  const load = await stage.load(rate, [8090, 8453]);
  const there = await measureMove(load, "1", () => move(old, fresh));
  const back = await measureMove(load, "2", () => move(fresh, old));
  await load.stop();
  return { there, back };
};

/** (c) One bare call for each listener, to a target group that no listener used before and whose health nobody awaits. */
export const bareCalls = async (stage: ServedFleet, rate: number) => {
  const { loadBalancing } = stage;
  const { old, fresh, group, listen } = await setUp(stage);
  const before = await Promise.all(protocols.map((protocol) => group("bare-1", protocol)));
  const after = await Promise.all(protocols.map((protocol) => group("bare-2", protocol)));
  await pause(20_000);
  for (const [groups, instances] of [[before, old] as const, [after, fresh] as const])
    for (const TargetGroupArn of groups)
      await loadBalancing.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: targetsOf(instances) }));
  const listeners = [await listen(before[0] ?? "", "HTTP", 8091), await listen(before[1] ?? "", "HTTPS", 8454)];
  await awaitThat("the listeners' targets were healthy", 400, async () => {
    const { TargetHealthDescriptions = [] } = await loadBalancing.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: before[1] ?? "" }),
    );
    const healthy = TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === "healthy");
    return healthy.length === old.length ? true : undefined;
  });
  const move = async (groups: readonly string[]) => {
    for (const [index, ListenerArn] of listeners.entries())
      await loadBalancing.send(
        new ModifyListenerCommand({
          ListenerArn,
          DefaultActions: [{ Type: "forward", TargetGroupArn: groups[index] ?? "" }],
        }),
      );
  };
  const load = await stage.load(rate, [8091, 8454]);
  const there = await measureMove(load, "1", () => move(after));
  const back = await measureMove(load, "2", () => move(before));
  await load.stop();
  return { there, back };
};
