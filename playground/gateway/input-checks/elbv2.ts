import type { Constraint, Constraints, ServiceConstraints } from "./constraint.ts";

const required: Constraint = { required: true };
const port: Constraint = { range: [1, 65_535] };
const protocols = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"];

const healthCheck: Constraints = {
  HealthCheckProtocol: { oneOf: ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"] },
  HealthCheckIntervalSeconds: { range: [5, 300] },
  HealthCheckTimeoutSeconds: { range: [2, 120] },
  HealthyThresholdCount: { range: [2, 10] },
  UnhealthyThresholdCount: { range: [2, 10] },
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html */
export const elbv2Constraints: ServiceConstraints = {
  AddTags: { ResourceArns: required, Tags: required },
  CreateListener: {
    LoadBalancerArn: required,
    Protocol: { oneOf: protocols },
    Port: port,
    DefaultActions: required,
  },
  CreateLoadBalancer: {
    Name: required,
    Type: { oneOf: ["application", "network", "gateway"] },
    Scheme: { oneOf: ["internet-facing", "internal"] },
  },
  CreateRule: {
    ListenerArn: required,
    Priority: { required: true, range: [1, 50_000] },
    Conditions: required,
    Actions: required,
  },
  CreateTargetGroup: {
    Name: required,
    Protocol: { oneOf: protocols },
    TargetType: { oneOf: ["instance", "ip", "lambda", "alb"] },
    ProtocolVersion: { oneOf: ["GRPC", "HTTP1", "HTTP2"] },
    IpAddressType: { oneOf: ["ipv4", "ipv6"] },
    Port: port,
    ...healthCheck,
  },
  DeleteListener: { ListenerArn: required },
  DeleteLoadBalancer: { LoadBalancerArn: required },
  DeleteRule: { RuleArn: required },
  DeleteTargetGroup: { TargetGroupArn: required },
  DeregisterTargets: { TargetGroupArn: required, Targets: required },
  DescribeListenerAttributes: { ListenerArn: required },
  DescribeListenerCertificates: { ListenerArn: required },
  DescribeLoadBalancerAttributes: { LoadBalancerArn: required },
  DescribeTags: { ResourceArns: required },
  DescribeTargetGroupAttributes: { TargetGroupArn: required },
  DescribeTargetHealth: { TargetGroupArn: required },
  ModifyListener: { ListenerArn: required, Protocol: { oneOf: protocols }, Port: port },
  ModifyListenerAttributes: { ListenerArn: required, Attributes: required },
  ModifyLoadBalancerAttributes: { LoadBalancerArn: required, Attributes: required },
  ModifyRule: { RuleArn: required },
  ModifyTargetGroup: { TargetGroupArn: required, ...healthCheck },
  ModifyTargetGroupAttributes: { TargetGroupArn: required, Attributes: required },
  RegisterTargets: { TargetGroupArn: required, Targets: required },
  RemoveTags: { ResourceArns: required, TagKeys: required },
  SetRulePriorities: { RulePriorities: required },
  SetSecurityGroups: { LoadBalancerArn: required, SecurityGroups: required },
};
