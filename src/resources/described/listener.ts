import type { Listener, LoadBalancer, Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Fields } from "./fields.ts";

/** Listeners are not copied, but a switch re-points them and a placeholder listener follows them: every field is known. */
export const listenerFields = {
  ListenerArn: "identity",
  LoadBalancerArn: "identity",
  Port: "configuration",
  Protocol: "configuration",
  Certificates: "configuration",
  SslPolicy: "configuration",
  DefaultActions: "configuration",
  AlpnPolicy: "configuration",
  MutualAuthentication: "configuration",
} as const satisfies Fields<Listener>;

export const ruleFields = {
  RuleArn: "identity",
  Priority: "configuration",
  Conditions: "configuration",
  Actions: "configuration",
  IsDefault: "identity",
  Transforms: "configuration",
} as const satisfies Fields<Rule>;

export const loadBalancerFields = {
  LoadBalancerArn: "identity",
  DNSName: "identity",
  CanonicalHostedZoneId: "identity",
  CreatedTime: "identity",
  LoadBalancerName: "identity",
  Scheme: "configuration",
  VpcId: "configuration",
  State: "runtime",
  Type: "configuration",
  AvailabilityZones: "configuration",
  SecurityGroups: "configuration",
  IpAddressType: "configuration",
  CustomerOwnedIpv4Pool: "configuration",
  EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "configuration",
  EnablePrefixForIpv6SourceNat: "configuration",
  IpamPools: "configuration",
} as const satisfies Fields<LoadBalancer>;
