import { describe, expect, it } from "vitest";
import { account, createWorld, region, vpc } from "./world.ts";

const base = { Name: "blue", Protocol: "HTTP", Port: 8080, VpcId: vpc };

describe("CreateTargetGroup", () => {
  it("fills in the defaults of application load balancers", async () => {
    const { api } = createWorld();
    const { TargetGroups } = await api("CreateTargetGroup", base);
    const arn = TargetGroups[0].TargetGroupArn;
    expect(arn).toMatch(
      new RegExp(`^arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/blue/[0-9a-f]{16}$`),
    );
    expect(TargetGroups).toEqual([
      {
        TargetGroupArn: arn,
        TargetGroupName: "blue",
        Protocol: "HTTP",
        ProtocolVersion: "HTTP1",
        Port: 8080,
        VpcId: vpc,
        TargetType: "instance",
        IpAddressType: "ipv4",
        HealthCheckProtocol: "HTTP",
        HealthCheckPort: "traffic-port",
        HealthCheckEnabled: true,
        HealthCheckPath: "/",
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 5,
        HealthyThresholdCount: 5,
        UnhealthyThresholdCount: 2,
        Matcher: { HttpCode: "200" },
        LoadBalancerArns: [],
      },
    ]);
    expect(await api("DescribeTargetGroups", { Names: ["blue"] })).toEqual({ TargetGroups, NextMarker: undefined });
  });

  it("succeeds again with the same settings and refuses others under the same name", async () => {
    const { api } = createWorld();
    const first = await api("CreateTargetGroup", base);
    expect(await api("CreateTargetGroup", { ...base, HealthCheckPath: "/" })).toEqual(first);
    await expect(api("CreateTargetGroup", { ...base, Port: 9090 })).rejects.toMatchObject({
      name: "DuplicateTargetGroupNameException",
      message: "A target group with the same name 'blue' exists, but with different settings",
    });
  });

  it.each([
    [{ Name: "a".repeat(33) }, `Target group name '${"a".repeat(33)}' cannot be longer than '32' characters`],
    [{ Name: "-a" }, "Target group name '-a' cannot begin with hyphen"],
    [{ Name: "a-" }, "Target group name 'a-' cannot end with hyphen"],
    [
      { Name: "a_b" },
      "Target group name 'a_b' can only contain characters that are alphanumeric characters and hyphens(-)",
    ],
    [{ Port: undefined }, "A port must be specified"],
    [{ VpcId: undefined }, "A VPC ID must be specified"],
    [{ VpcId: "vpc-2" }, "The VPC ID 'vpc-2' is not found"],
    [
      { Port: 65_536 },
      "1 validation error detected: Value '65536' at 'port' failed to satisfy constraint: Member must have value less than or equal to 65535",
    ],
    [
      { HealthCheckIntervalSeconds: 4 },
      "1 validation error detected: Value '4' at 'healthCheckIntervalSeconds' failed to satisfy constraint: Member must have value greater than or equal to 5",
    ],
    [{ HealthCheckIntervalSeconds: 5 }, "Health check interval must be greater than the timeout."],
    [{ Matcher: { HttpCode: "2xx" } }, "Health check matcher HTTP code '2xx' is not valid"],
    [{ Matcher: { HttpCode: "299-200" } }, "Health check matcher HTTP code '299-200' is not valid"],
    [{ Matcher: { HttpCode: "200-599" } }, "Health check matcher HTTP codes must be in the range 200-499"],
  ])("refuses %j", async (wrong, message) => {
    const { api } = createWorld();
    await expect(api("CreateTargetGroup", { ...base, ...wrong })).rejects.toMatchObject({
      name: "ValidationError",
      message,
    });
  });

  it.each([{ TargetType: "ip" }, { TargetType: "lambda" }, { Protocol: "UDP" }, { ProtocolVersion: "HTTP2" }])(
    "says that it does not emulate %j",
    async (unknown) => {
      const { api } = createWorld();
      await expect(api("CreateTargetGroup", { ...base, ...unknown })).rejects.toMatchObject({
        name: "PlaygroundNotEmulated",
      });
    },
  );

  it("needs the permission on the name that it makes, and AddTags for tags", async () => {
    const { needs } = createWorld();
    const resource = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/blue/*`;
    const requestTags = { team: "search" };
    expect(needs("CreateTargetGroup", { ...base, Tags: [{ Key: "team", Value: "search" }] })).toEqual([
      { action: "elasticloadbalancing:CreateTargetGroup", resource, tags: {}, requestTags },
      {
        action: "elasticloadbalancing:AddTags",
        resource,
        tags: {},
        requestTags,
        context: { "elasticloadbalancing:createaction": "CreateTargetGroup" },
      },
    ]);
  });
});

describe("a target group", () => {
  it("names the load balancer whose listener or rule uses it, and belongs to one only", async () => {
    const { api, clock, listener, loadBalancer, targetGroup } = createWorld();
    const [web, other] = [await loadBalancer("web"), await loadBalancer("other")];
    const [blue, green] = [await targetGroup("blue"), await targetGroup("green")];
    const listenerArn = await listener(web, blue);
    await api("CreateRule", {
      ListenerArn: listenerArn,
      Priority: 1,
      Conditions: [{ Field: "path-pattern", Values: ["/green"] }],
      Actions: [{ Type: "forward", TargetGroupArn: green }],
    });
    const { TargetGroups } = await api("DescribeTargetGroups", { LoadBalancerArn: web });
    expect(
      TargetGroups.map((group: { TargetGroupName: string; LoadBalancerArns: string[] }) => [
        group.TargetGroupName,
        group.LoadBalancerArns,
      ]),
    ).toEqual([
      ["blue", [web]],
      ["green", [web]],
    ]);
    await expect(listener(other, green)).rejects.toMatchObject({
      name: "TargetGroupAssociationLimitException",
      message: `The following target groups cannot be associated with more than one load balancer: ${green}`,
    });
    await expect(api("DeleteTargetGroup", { TargetGroupArn: green })).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: `Target group '${green}' is currently in use by a listener or a rule`,
    });
    await api("DeleteListener", { ListenerArn: listenerArn });
    await clock.advance(20_000);
    await api("DeleteTargetGroup", { TargetGroupArn: green });
    await api("DeleteTargetGroup", { TargetGroupArn: green });
    await expect(api("DescribeTargetGroups", { TargetGroupArns: [green] })).rejects.toMatchObject({
      name: "TargetGroupNotFoundException",
      message: "One or more target groups not found",
    });
  });

  it("changes its health check in part", async () => {
    const { api, targetGroup } = createWorld();
    const arn = await targetGroup("blue");
    const { TargetGroups } = await api("ModifyTargetGroup", {
      TargetGroupArn: arn,
      Matcher: { HttpCode: "200-299,301" },
      HealthCheckIntervalSeconds: 10,
    });
    expect(TargetGroups[0]).toMatchObject({
      Matcher: { HttpCode: "200-299,301" },
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
    });
    await expect(api("ModifyTargetGroup", { TargetGroupArn: arn, HealthCheckEnabled: false })).rejects.toMatchObject({
      name: "InvalidConfigurationRequestException",
      message: "Health check enabled must be true for target groups with target type 'instance'",
    });
  });

  it("has every attribute at AWS's default, and keeps the others when one changes", async () => {
    const { api, targetGroup } = createWorld();
    const TargetGroupArn = await targetGroup("blue");
    const attributes = async () => {
      const { Attributes } = await api("DescribeTargetGroupAttributes", { TargetGroupArn });
      return Object.fromEntries(Attributes.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]));
    };
    const defaults = {
      "deregistration_delay.timeout_seconds": "300",
      "load_balancing.algorithm.anomaly_mitigation": "off",
      "load_balancing.algorithm.type": "round_robin",
      "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
      "slow_start.duration_seconds": "0",
      "stickiness.app_cookie.cookie_name": "",
      "stickiness.app_cookie.duration_seconds": "86400",
      "stickiness.enabled": "false",
      "stickiness.lb_cookie.duration_seconds": "86400",
      "stickiness.type": "lb_cookie",
      "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
      "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
    };
    expect(await attributes()).toEqual(defaults);
    const modify = (Key: string, Value: string) =>
      api("ModifyTargetGroupAttributes", { TargetGroupArn, Attributes: [{ Key, Value }] });
    await modify("deregistration_delay.timeout_seconds", "0");
    expect(await attributes()).toEqual({ ...defaults, "deregistration_delay.timeout_seconds": "0" });
    await expect(modify("deregistration_delay.timeout_seconds", "3601")).rejects.toMatchObject({
      name: "ValidationError",
    });
    await expect(modify("no.such.key", "1")).rejects.toMatchObject({
      name: "ValidationError",
      message: "Target group attribute key 'no.such.key' is not recognized",
    });
    await expect(modify("slow_start.duration_seconds", "30")).rejects.toMatchObject({ name: "PlaygroundNotEmulated" });
  });

  it("shows in pages", async () => {
    const { api, targetGroup } = createWorld({ pageSize: 2 });
    for (const name of ["a", "b", "c"]) await targetGroup(name);
    const names = ({ TargetGroups }: { TargetGroups: { TargetGroupName: string }[] }) =>
      TargetGroups.map(({ TargetGroupName }) => TargetGroupName);
    const first = await api("DescribeTargetGroups");
    const second = await api("DescribeTargetGroups", { Marker: first.NextMarker });
    expect([names(first), names(second), second.NextMarker]).toEqual([["a", "b"], ["c"], undefined]);
  });

  it("is not described with more than twenty others", async () => {
    const { api, targetGroup } = createWorld();
    const arn = await targetGroup("blue");
    const arns = (count: number) => Array.from({ length: count }, () => arn);
    await api("DescribeTargetGroups", { TargetGroupArns: arns(20) });
    await expect(api("DescribeTargetGroups", { TargetGroupArns: arns(21) })).rejects.toMatchObject({
      name: "ValidationError",
      message: "You cannot describe more than '20' target groups at a time",
    });
    await expect(
      api("DescribeLoadBalancers", { Names: Array.from({ length: 21 }, (_, index) => `web-${index}`) }),
    ).rejects.toMatchObject({ message: "You cannot describe more than '20' load balancers at a time" });
  });

  it("knows no stickiness of other protocols, and none where it is not balanced across zones", async () => {
    const { api, targetGroup } = createWorld();
    const TargetGroupArn = await targetGroup("blue");
    const set = (Key: string, Value: string) =>
      api("ModifyTargetGroupAttributes", { TargetGroupArn, Attributes: [{ Key, Value }] });
    await expect(set("stickiness.type", "source_ip")).rejects.toMatchObject({
      name: "InvalidConfigurationRequestException",
      message: "Stickiness type 'source_ip' is not supported for target groups with the HTTP protocol",
    });
    await set("load_balancing.cross_zone.enabled", "true");
    const refused = {
      name: "InvalidConfigurationRequestException",
      message: expect.stringContaining("Sticky sessions are not supported"),
    };
    await set("load_balancing.cross_zone.enabled", "false");
    await expect(set("stickiness.enabled", "true")).rejects.toMatchObject(refused);
    await set("load_balancing.cross_zone.enabled", "use_load_balancer_configuration");
    await set("stickiness.enabled", "true");
    await expect(set("stickiness.type", "app_cookie")).rejects.toMatchObject({
      name: "InvalidConfigurationRequestException",
      message: expect.stringContaining("stickiness.app_cookie.cookie_name"),
    });
    await expect(set("stickiness.app_cookie.cookie_name", "AWSALBTG")).rejects.toMatchObject({
      name: "ValidationError",
    });
    await set("stickiness.app_cookie.cookie_name", "session");
    await set("stickiness.type", "app_cookie");
    await expect(set("load_balancing.cross_zone.enabled", "false")).rejects.toMatchObject(refused);
  });
});
