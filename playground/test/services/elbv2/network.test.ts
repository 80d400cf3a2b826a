import { describe, expect, it } from "vitest";
import { account, createWorld, region, vpc } from "./world.ts";

const certificate = `arn:aws:acm:${region}:${account}:certificate/1`;
const attributesOf = ({ Attributes }: { Attributes: { Key: string; Value: string }[] }) =>
  Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value]));

/** A network load balancer in two zones with a TCP listener that forwards to blue; green waits. */
const createNetwork = async (more: Record<string, unknown> = {}) => {
  const world = createWorld();
  const loadBalancerArn = await world.loadBalancer("front", { Type: "network", ...more });
  const blue = await world.targetGroup("blue", { Protocol: "TCP" });
  const green = await world.targetGroup("green", { Protocol: "TCP" });
  const tcp = (group: string, over: Record<string, unknown> = {}) =>
    world.listener(loadBalancerArn, group, { Protocol: "TCP", ...over });
  const listenerArn = await tcp(blue);
  /** How many connections of a thousand each node sends to each instance. */
  const nodes = (arn = listenerArn) =>
    world.forwards
      .get(arn)
      ?.nodes.map(({ groups }) => groups.map(({ weight, group }) => [weight, ...group.targets.map((t) => t.instance)]));
  const register = (group: string, ...ids: string[]) =>
    world.api("RegisterTargets", { TargetGroupArn: group, Targets: ids.map((Id) => ({ Id })) });
  const crossZone = (Value: string) =>
    world.api("ModifyLoadBalancerAttributes", {
      LoadBalancerArn: loadBalancerArn,
      Attributes: [{ Key: "load_balancing.cross_zone.enabled", Value }],
    });
  return { ...world, loadBalancerArn, blue, green, tcp, listenerArn, nodes, register, crossZone };
};

describe("a network load balancer", () => {
  it("is named by ARNs of its own, in one zone or more, and shows security groups only if it was made with some", async () => {
    const { api, loadBalancer, listener, targetGroup } = createWorld();
    const arn = await loadBalancer("front", { Type: "network", Subnets: ["subnet-a"] });
    expect(arn).toMatch(/:loadbalancer\/net\/front\/[0-9a-f]{16}$/);
    const [shown] = (await api("DescribeLoadBalancers", {})).LoadBalancers;
    expect([shown.Type, shown.Scheme, shown.SecurityGroups]).toEqual(["network", "internet-facing", undefined]);
    const listenerArn = await listener(arn, await targetGroup("blue", { Protocol: "TCP" }), { Protocol: "TCP" });
    expect(listenerArn).toMatch(/:listener\/net\/front\//);
  });

  it("may have other security groups later if it was made with some, and never none", async () => {
    const { api, loadBalancer } = createWorld();
    const set = (LoadBalancerArn: string, SecurityGroups: string[]) =>
      api("SetSecurityGroups", { LoadBalancerArn, SecurityGroups });
    const without = await loadBalancer("without", { Type: "network" });
    const withSome = await loadBalancer("with", { Type: "network", SecurityGroups: ["sg-1"] });
    const refused = { name: "InvalidConfigurationRequestException" };
    await expect(set(without, ["sg-1"])).rejects.toMatchObject(refused);
    await expect(set(withSome, [])).rejects.toMatchObject(refused);
    expect(await set(withSome, ["sg-2"])).toEqual({ SecurityGroupIds: ["sg-2"] });
  });

  it("has attributes of its own: cross-zone load balancing is off at first and can be turned on", async () => {
    const { api, loadBalancerArn, crossZone } = await createNetwork();
    const before = attributesOf(await api("DescribeLoadBalancerAttributes", { LoadBalancerArn: loadBalancerArn }));
    expect(before).toMatchObject({
      "load_balancing.cross_zone.enabled": "false",
      "deletion_protection.enabled": "false",
      "dns_record.client_routing_policy": "any_availability_zone",
    });
    expect(before).not.toHaveProperty("idle_timeout.timeout_seconds");
    expect(attributesOf(await crossZone("true"))["load_balancing.cross_zone.enabled"]).toBe("true");
  });

  it("counts by a quota of its own", async () => {
    const { loadBalancer, quotas } = createWorld();
    quotas.set("elasticloadbalancing", "L-69A177A2", 1);
    await loadBalancer("one", { Type: "network" });
    await expect(loadBalancer("two", { Type: "network" })).rejects.toMatchObject({
      name: "TooManyLoadBalancersException",
    });
    await loadBalancer("web");
  });
});

describe("a listener of a network load balancer", () => {
  it.each([
    [{ Protocol: "HTTP" }, "ValidationError", "Listener protocol 'HTTP' must be one of 'UDP, TCP, TCP_UDP, TLS'"],
    [{ Protocol: "UDP" }, "PlaygroundNotEmulated", "listeners of protocol UDP"],
    [{ Protocol: "QUIC" }, "PlaygroundNotEmulated", "listeners of protocol QUIC"],
    [{ Protocol: "TLS" }, "ValidationError", "A certificate must be specified for TLS listeners"],
    [
      { Protocol: "TCP", Certificates: [{ CertificateArn: certificate }] },
      "ValidationError",
      "A certificate cannot be specified for TCP listeners",
    ],
    [{ Protocol: "TCP", AlpnPolicy: ["None"] }, "ValidationError", "An ALPN policy cannot be specified for TCP"],
    [
      { Protocol: "TLS", Certificates: [{ CertificateArn: certificate }], AlpnPolicy: ["HTTP3"] },
      "ALPNPolicyNotSupportedException",
      "HTTP3",
    ],
    [
      { Protocol: "TCP", DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } }] },
      "InvalidLoadBalancerActionException",
      "not supported on TCP listeners",
    ],
  ])("is refused with %j", async (more, name, message) => {
    const { tcp, blue } = await createNetwork();
    await expect(tcp(blue, { Port: 81, ...more })).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  it("forwards TCP to TCP, TLS to TCP or TLS but not to both, and an application load balancer's to neither", async () => {
    const { tcp, blue, targetGroup, loadBalancer, listener } = await createNetwork();
    const secure = await targetGroup("secure", { Protocol: "TLS", Port: 8443 });
    const web = await targetGroup("web");
    const tls = (group: string, Port: number, more = {}) =>
      tcp(group, { Protocol: "TLS", Port, Certificates: [{ CertificateArn: certificate }], ...more });
    const refused = { name: "IncompatibleProtocolsException" };
    await tls(blue, 443);
    await tls(secure, 444);
    const both = {
      Type: "forward",
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: blue }, { TargetGroupArn: secure }] },
    };
    await expect(tls(blue, 445, { DefaultActions: [both] })).rejects.toMatchObject(refused);
    await expect(tcp(secure, { Port: 446 })).rejects.toMatchObject(refused);
    await expect(tcp(web, { Port: 447 })).rejects.toMatchObject(refused);
    await expect(listener(await loadBalancer("app"), blue)).rejects.toMatchObject(refused);
  });

  it("shows its ALPN policy, its idle timeout if it is TCP, and nothing of application load balancers", async () => {
    const { api, tcp, blue, listenerArn, forwards } = await createNetwork();
    const tls = await tcp(blue, {
      ...{
        Protocol: "TLS",
        Port: 443,
        Certificates: [{ CertificateArn: certificate }],
        AlpnPolicy: ["HTTP2Preferred"],
      },
    });
    const [shown] = (await api("DescribeListeners", { ListenerArns: [tls] })).Listeners;
    expect([shown.AlpnPolicy, shown.MutualAuthentication]).toEqual([["HTTP2Preferred"], undefined]);
    const attributes = async (ListenerArn: string) =>
      attributesOf(await api("DescribeListenerAttributes", { ListenerArn }));
    expect([await attributes(listenerArn), await attributes(tls)]).toEqual([{ "tcp.idle_timeout.seconds": "350" }, {}]);
    const Attributes = [{ Key: "tcp.idle_timeout.seconds", Value: "60" }];
    await api("ModifyListenerAttributes", { ListenerArn: listenerArn, Attributes });
    expect(forwards.get(listenerArn)?.idleTimeout).toBe(60_000);
  });

  it("has no rules, and no stickiness between target groups", async () => {
    const { api, blue, listenerArn } = await createNetwork();
    const Conditions = [{ Field: "source-ip", SourceIpConfig: { Values: ["10.0.0.0/8"] } }];
    const Actions = [{ Type: "forward", TargetGroupArn: blue }];
    await expect(
      api("CreateRule", { ListenerArn: listenerArn, Priority: 1, Conditions, Actions }),
    ).rejects.toMatchObject({
      name: "InvalidConfigurationRequestException",
      message: "Rules are supported only on dual-stack load balancers of type 'network'",
    });
    const ForwardConfig = {
      TargetGroups: [{ TargetGroupArn: blue }],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
    };
    await expect(
      api("ModifyListener", { ListenerArn: listenerArn, DefaultActions: [{ Type: "forward", ForwardConfig }] }),
    ).rejects.toMatchObject({ name: "PlaygroundNotEmulated" });
  });
});

describe("a target group behind a network load balancer", () => {
  it("is checked by TCP at first, without path, matcher and protocol version", async () => {
    const { api, blue } = await createNetwork();
    const [shown] = (await api("DescribeTargetGroups", { TargetGroupArns: [blue] })).TargetGroups;
    const { TargetGroupArn: _, LoadBalancerArns: __, ...settings } = shown;
    expect(settings).toEqual({
      TargetGroupName: "blue",
      Protocol: "TCP",
      Port: 8080,
      VpcId: vpc,
      TargetType: "instance",
      IpAddressType: "ipv4",
      HealthCheckProtocol: "TCP",
      HealthCheckPort: "traffic-port",
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 10,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
    });
  });

  it("may be checked by HTTP, with AWS's timeouts and matchers for it", async () => {
    const { api, targetGroup } = await createNetwork();
    const arn = await targetGroup("checked", { Protocol: "TCP", HealthCheckProtocol: "HTTP" });
    const [shown] = (await api("DescribeTargetGroups", { TargetGroupArns: [arn] })).TargetGroups;
    expect(shown).toMatchObject({
      HealthCheckPath: "/",
      HealthCheckTimeoutSeconds: 6,
      Matcher: { HttpCode: "200-399" },
    });
    await targetGroup("five", { Protocol: "TCP", HealthCheckProtocol: "HTTP", Matcher: { HttpCode: "200-599" } });
    await targetGroup("ten", { Protocol: "TCP", HealthCheckIntervalSeconds: 10 });
  });

  it.each([
    [{ Matcher: { HttpCode: "200" } }, "InvalidConfigurationRequestException"],
    [{ HealthCheckPath: "/health" }, "InvalidConfigurationRequestException"],
    [{ HealthCheckProtocol: "TLS" }, "InvalidConfigurationRequestException"],
    [{ ProtocolVersion: "HTTP1" }, "InvalidConfigurationRequestException"],
    [{ HealthCheckIntervalSeconds: 5 }, "ValidationError"],
    [{ Protocol: "UDP" }, "PlaygroundNotEmulated"],
    [{ Protocol: "HTTP", HealthCheckProtocol: "TCP" }, "InvalidConfigurationRequestException"],
  ])("is refused with %j", async (more, name) => {
    const { targetGroup } = createWorld();
    await expect(targetGroup("blue", { Protocol: "TCP", ...more })).rejects.toMatchObject({ name });
  });

  it("has attributes of its own, and refuses those that the data plane does not know", async () => {
    const { api, blue } = await createNetwork();
    expect(attributesOf(await api("DescribeTargetGroupAttributes", { TargetGroupArn: blue }))).toMatchObject({
      "deregistration_delay.timeout_seconds": "300",
      "deregistration_delay.connection_termination.enabled": "false",
      "preserve_client_ip.enabled": "true",
      "proxy_protocol_v2.enabled": "false",
      "stickiness.type": "source_ip",
      "target_health_state.unhealthy.connection_termination.enabled": "true",
    });
    const set = (Key: string, Value: string) =>
      api("ModifyTargetGroupAttributes", { TargetGroupArn: blue, Attributes: [{ Key, Value }] });
    await expect(set("stickiness.enabled", "true")).rejects.toMatchObject({ name: "PlaygroundNotEmulated" });
    await expect(set("stickiness.type", "lb_cookie")).rejects.toMatchObject({
      message: "Stickiness type 'lb_cookie' is not supported for target groups with the TCP protocol",
    });
    await expect(set("slow_start.duration_seconds", "30")).rejects.toMatchObject({ name: "ValidationError" });
  });
});

describe("the targets of a network load balancer", () => {
  it("take three minutes to be registered before they are checked", async () => {
    const { clock, put, register, blue, health } = await createNetwork();
    put("i-1", "running");
    await register(blue, "i-1");
    await clock.advance(179_999);
    expect(await health(blue)).toMatchObject({ "i-1": { State: "initial", Reason: "Elb.RegistrationInProgress" } });
    await clock.advance(1);
    expect(await health(blue)).toEqual({ "i-1": { State: "healthy" } });
  });

  it("are reached from their own zone, and from every zone once cross-zone load balancing is on", async () => {
    const { clock, put, register, blue, nodes, crossZone } = await createNetwork();
    put("i-a", "running", "eu-west-1a");
    put("i-b", "running", "eu-west-1b");
    await register(blue, "i-a", "i-b");
    await clock.advance(200_000);
    expect(nodes()).toEqual([[[1, "i-a"]], [[1, "i-b"]]]);
    await crossZone("true");
    expect(nodes()).toEqual([[[1, "i-a", "i-b"]], [[1, "i-a", "i-b"]]]);
  });

  it("leave a zone without: clients go there until they learn, a minute later, that its address is gone", async () => {
    const { clock, put, register, blue, nodes, status } = await createNetwork();
    put("i-a", "running", "eu-west-1a");
    put("i-b", "running", "eu-west-1b");
    await register(blue, "i-a", "i-b");
    await clock.advance(300_000);
    put("i-b", "stopped", "eu-west-1b");
    expect(nodes()).toEqual([[[1, "i-a"]], [[1]]]);
    await clock.advance(60_000);
    expect(nodes()).toEqual([[[1, "i-a"]]]);
    status.set("i-a", "error");
    await clock.advance(200_000);
    expect(nodes()).toEqual([[[1, "i-a"]], [[1]]]);
  });

  it("of an empty target group too make every zone unhealthy, and then all are answered", async () => {
    const { clock, put, register, tcp, blue, green, nodes } = await createNetwork();
    put("i-a", "running", "eu-west-1a");
    await register(blue, "i-a");
    await clock.advance(300_000);
    expect(nodes()).toEqual([[[1, "i-a"]]]);
    await tcp(green, { Port: 81 });
    await clock.advance(60_000);
    expect(nodes()).toEqual([[[1, "i-a"]], [[1]]]);
  });

  it("keep their connections when the listener moves on, and lose them when they are unhealthy, unless all are", async () => {
    const { api, clock, put, register, blue, green, listenerArn, ended, status } = await createNetwork();
    for (const id of ["i-1", "i-2"]) put(id, "running");
    await register(blue, "i-1", "i-2");
    await clock.advance(200_000);
    const ForwardConfig = {
      TargetGroups: [
        { TargetGroupArn: blue, Weight: 0 },
        { TargetGroupArn: green, Weight: 100 },
      ],
    };
    await api("ModifyListener", { ListenerArn: listenerArn, DefaultActions: [{ Type: "forward", ForwardConfig }] });
    expect(ended).toEqual([]);
    status.set("i-1", "error");
    await clock.advance(60_000);
    expect(ended).toEqual([`${blue} i-1`]);
    status.set("i-2", "error");
    await clock.advance(60_000);
    expect(ended).toEqual([`${blue} i-1`]);
  });

  it.each([
    ["keep their connections beyond the deregistration delay", "false", []],
    ["lose their connections at its end where the group says so", "true", ["i-1"]],
  ])("%s", async (_, Value, lost) => {
    const { api, clock, put, register, blue, ended } = await createNetwork();
    put("i-1", "running");
    await register(blue, "i-1");
    const Attributes = [{ Key: "deregistration_delay.connection_termination.enabled", Value }];
    await api("ModifyTargetGroupAttributes", { TargetGroupArn: blue, Attributes });
    await clock.advance(200_000);
    await api("DeregisterTargets", { TargetGroupArn: blue, Targets: [{ Id: "i-1" }] });
    await clock.advance(299_999);
    expect(ended).toEqual([]);
    await clock.advance(1);
    expect(ended).toEqual(lost.map((id) => `${blue} ${id}`));
  });
});

it("a network load balancer reports its connections each minute, traffic or not, and the hosts of its target groups", async () => {
  const published: unknown[][] = [];
  const metrics = { publish: (...measurement: unknown[]) => void published.push(measurement.slice(0, 4)) };
  const world = createWorld({ metrics });
  const loadBalancerArn = await world.loadBalancer("front", { Type: "network" });
  const group = await world.targetGroup("blue", { Protocol: "TCP" });
  await world.listener(loadBalancerArn, group, { Protocol: "TCP" });
  world.put("i-1", "running");
  await world.api("RegisterTargets", { TargetGroupArn: group, Targets: [{ Id: "i-1" }] });
  await world.clock.advance(600_000);
  const resets = { clientResets: 1, targetResets: 2, elbResets: 3 };
  world.flowCounts.push({ loadBalancerArn, newFlows: 7, activeFlows: 4, bytes: 900, ...resets });
  await world.clock.advance(60_000);
  const next = async () => {
    published.length = 0;
    await world.clock.advance(60_000);
    return published.map(([namespace, name, , value]) => [namespace, name, value]);
  };
  const hosts = [
    ["AWS/NetworkELB", "HealthyHostCount", 1],
    ["AWS/NetworkELB", "UnHealthyHostCount", 0],
  ];
  const flows = (...[active, made, client, elb, target, bytes]: number[]) => [
    ["AWS/NetworkELB", "ActiveFlowCount", active],
    ["AWS/NetworkELB", "NewFlowCount", made],
    ["AWS/NetworkELB", "TCP_Client_Reset_Count", client],
    ["AWS/NetworkELB", "TCP_ELB_Reset_Count", elb],
    ["AWS/NetworkELB", "TCP_Target_Reset_Count", target],
    ["AWS/NetworkELB", "ProcessedBytes", bytes],
  ];
  expect(await next()).toEqual([...flows(4, 7, 1, 3, 2, 900), ...hosts]);
  expect(await next()).toEqual([...flows(0, 0, 0, 0, 0, 0), ...hosts]);
});
