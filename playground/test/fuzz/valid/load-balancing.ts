import { type Furnished, forwardTo } from "../furnished.ts";
import type { Recipes } from "./recipe.ts";

const name = "elasticloadbalancing";

const firstOf = (answered: unknown, list: string): Readonly<Record<string, string>> =>
  (answered as Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>)[list]?.[0] ?? {};

const aTargetGroup = async ({ ask, made, fresh }: Furnished) =>
  firstOf(
    await ask(name, "CreateTargetGroup", { Name: fresh(), Protocol: "HTTP", Port: 80, VpcId: made.vpc }),
    "TargetGroups",
  ).TargetGroupArn;

const aLoadBalancer = async ({ ask, made, fresh }: Furnished) =>
  firstOf(
    await ask(name, "CreateLoadBalancer", { Name: fresh(), Subnets: [made.subnet, made.otherSubnet] }),
    "LoadBalancers",
  ).LoadBalancerArn;

const aListener = async ({ ask, made, fresh }: Furnished) =>
  firstOf(await ask(name, "CreateListener", listening(made, portOf(fresh()))), "Listeners").ListenerArn;

const portOf = (fresh: string) => 1_000 + Number(fresh.replace(/\D/g, ""));

const listening = ({ loadBalancer, targetGroup }: Furnished["made"], Port: number) => ({
  LoadBalancerArn: loadBalancer,
  Protocol: "HTTP",
  Port,
  DefaultActions: [
    {
      Type: "forward",
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn: targetGroup, Weight: 1 }],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
      },
    },
  ],
});

const rule = ({ listener, targetGroup }: Furnished["made"], Priority: number) => ({
  ListenerArn: listener,
  Priority,
  Conditions: [
    { Field: "host-header", HostHeaderConfig: { Values: ["*.example.com"] } },
    { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Beta", Values: ["1"] } },
  ],
  Actions: [forwardTo(targetGroup)],
});

const aRule = async ({ ask, made, fresh }: Furnished) =>
  firstOf(await ask(name, "CreateRule", rule(made, portOf(fresh()))), "Rules").RuleArn;

const instanceOf = async ({ ask }: Furnished) =>
  String(firstOf(await ask("autoscaling", "DescribeAutoScalingInstances", {}), "AutoScalingInstances").InstanceId);

const sampleTags = [{ Key: "team", Value: "search" }];

export const loadBalancing: Recipes = {
  AddListenerCertificates: ({ made }) => ({
    ListenerArn: made.secureListener,
    Certificates: [{ CertificateArn: made.certificate }],
  }),
  RemoveListenerCertificates: async ({ made }) => ({
    ListenerArn: made.secureListener,
    Certificates: [{ CertificateArn: made.certificate }],
  }),
  AddTags: ({ made }) => ({ ResourceArns: [made.loadBalancer, made.targetGroup], Tags: sampleTags }),
  RemoveTags: ({ made }) => ({ ResourceArns: [made.loadBalancer], TagKeys: ["team"] }),
  DescribeTags: ({ made }) => ({ ResourceArns: [made.loadBalancer, made.rule] }),
  CreateListener: ({ made, fresh }) => ({ ...listening(made, portOf(fresh())), Tags: sampleTags }),
  CreateLoadBalancer: ({ made, fresh }) => ({
    Name: fresh(),
    Subnets: [made.subnet, made.otherSubnet],
    SecurityGroups: [made.securityGroup],
    Scheme: "internal",
    Type: "application",
    IpAddressType: "ipv4",
    Tags: sampleTags,
  }),
  CreateRule: ({ made, fresh }) => ({ ...rule(made, portOf(fresh())), Tags: sampleTags }),
  CreateTargetGroup: ({ made, fresh }) => ({
    Name: fresh(),
    Protocol: "HTTP",
    ProtocolVersion: "HTTP1",
    Port: 8_080,
    VpcId: made.vpc,
    TargetType: "instance",
    HealthCheckEnabled: true,
    HealthCheckPath: "/health",
    HealthCheckPort: "traffic-port",
    HealthCheckProtocol: "HTTP",
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: "200-299" },
    Tags: sampleTags,
  }),
  DeleteListener: async (furnished) => ({ ListenerArn: await aListener(furnished) }),
  DeleteLoadBalancer: async (furnished) => ({ LoadBalancerArn: await aLoadBalancer(furnished) }),
  DeleteRule: async (furnished) => ({ RuleArn: await aRule(furnished) }),
  DeleteTargetGroup: async (furnished) => ({ TargetGroupArn: await aTargetGroup(furnished) }),
  RegisterTargets: async (furnished) => ({
    TargetGroupArn: furnished.made.targetGroup,
    Targets: [{ Id: await instanceOf(furnished), Port: 8_081 }],
  }),
  DeregisterTargets: async (furnished) => ({
    TargetGroupArn: furnished.made.targetGroup,
    Targets: [{ Id: await instanceOf(furnished) }],
  }),
  DescribeListenerAttributes: ({ made }) => ({ ListenerArn: made.listener }),
  DescribeListenerCertificates: ({ made }) => ({ ListenerArn: made.secureListener }),
  DescribeListeners: ({ made }) => ({ LoadBalancerArn: made.loadBalancer }),
  DescribeLoadBalancerAttributes: ({ made }) => ({ LoadBalancerArn: made.loadBalancer }),
  DescribeLoadBalancers: ({ made }) => ({ LoadBalancerArns: [made.loadBalancer] }),
  DescribeRules: ({ made }) => ({ ListenerArn: made.listener }),
  DescribeSSLPolicies: () => ({ Names: ["ELBSecurityPolicy-TLS13-1-2-2021-06"] }),
  DescribeTargetGroupAttributes: ({ made }) => ({ TargetGroupArn: made.targetGroup }),
  DescribeTargetGroups: ({ made }) => ({ TargetGroupArns: [made.targetGroup] }),
  DescribeTargetHealth: ({ made }) => ({ TargetGroupArn: made.targetGroup }),
  ModifyListener: ({ made }) => ({
    ListenerArn: made.listener,
    DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503", ContentType: "text/plain" } }],
  }),
  ModifyListenerAttributes: ({ made }) => ({
    ListenerArn: made.listener,
    Attributes: [{ Key: "routing.http.response.server.enabled", Value: "true" }],
  }),
  ModifyLoadBalancerAttributes: ({ made }) => ({
    LoadBalancerArn: made.loadBalancer,
    Attributes: [
      { Key: "idle_timeout.timeout_seconds", Value: "30" },
      { Key: "deletion_protection.enabled", Value: "false" },
    ],
  }),
  ModifyRule: ({ made }) => ({
    RuleArn: made.rule,
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/new/*"] } }],
    Actions: [
      {
        Type: "redirect",
        RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301", Path: "/#{path}" },
      },
    ],
  }),
  ModifyTargetGroup: ({ made }) => ({
    TargetGroupArn: made.targetGroup,
    HealthCheckIntervalSeconds: 15,
    HealthCheckPath: "/ready",
    Matcher: { HttpCode: "200,204" },
  }),
  ModifyTargetGroupAttributes: ({ made }) => ({
    TargetGroupArn: made.targetGroup,
    Attributes: [
      { Key: "deregistration_delay.timeout_seconds", Value: "30" },
      { Key: "stickiness.enabled", Value: "true" },
    ],
  }),
  SetRulePriorities: ({ made, fresh }) => ({
    RulePriorities: [{ RuleArn: made.rule, Priority: 5_000 + portOf(fresh()) }],
  }),
  SetSecurityGroups: ({ made }) => ({ LoadBalancerArn: made.loadBalancer, SecurityGroups: [made.securityGroup] }),
};
