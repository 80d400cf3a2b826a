import type {
  Listener,
  LoadBalancer,
  Rule,
  TargetGroup,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { comparableActions, normaliseActions } from "../../resources/described/actions.ts";
import { sorted } from "../../resources/described/plain.ts";
import type { Facts } from "../model.ts";
import type { Owners } from "../ownership.ts";
import { details } from "./json.ts";

type Tags = Facts["tags"];

/** A load balancer with those of its attributes that are worth knowing. */
export const loadBalancerFacts = (
  loadBalancer: LoadBalancer,
  attributes: Tags,
  listeners: readonly string[],
  tags: Tags,
  owners: Owners,
): Facts => {
  const name = loadBalancer.LoadBalancerName ?? "";
  return {
    name,
    tags,
    ...owners.loadBalancer(name, tags),
    details: details({
      type: loadBalancer.Type,
      scheme: loadBalancer.Scheme,
      dnsName: loadBalancer.DNSName,
      state: loadBalancer.State?.Code,
      vpc: loadBalancer.VpcId,
      availabilityZones: sorted(loadBalancer.AvailabilityZones?.map(({ ZoneName }) => ZoneName ?? "")),
      securityGroups: sorted(loadBalancer.SecurityGroups),
      deletionProtection: attributes["deletion_protection.enabled"] === "true",
      listeners: sorted(listeners),
    }),
  };
};

/** The name of the load balancer in the ARN of one of its listeners or rules. */
const loadBalancerName = (arn: string): string => /:listener(?:-rule)?\/[^/]+\/([^/]+)\//.exec(arn)?.[1] ?? "";

/** A listener with the ARNs of its rules. */
export const listenerFacts = (listener: Listener, rules: readonly string[], tags: Tags, owners: Owners): Facts => {
  const loadBalancer = loadBalancerName(listener.ListenerArn ?? "");
  return {
    name: `${loadBalancer}:${listener.Port}`,
    tags,
    ...owners.listener(loadBalancer, listener.Port ?? 0, undefined, tags),
    details: details({
      loadBalancer: listener.LoadBalancerArn,
      port: listener.Port,
      protocol: listener.Protocol,
      actions: comparableActions(normaliseActions(listener.DefaultActions ?? [])),
      certificates: sorted(listener.Certificates?.map(({ CertificateArn }) => CertificateArn ?? "")),
      sslPolicy: listener.SslPolicy,
      rules: sorted(rules),
    }),
  };
};

/** A listener's rule that is not its default, which is the listener's own action. */
export const ruleFacts = (rule: Rule, listener: Listener, tags: Tags, owners: Owners): Facts => {
  const loadBalancer = loadBalancerName(rule.RuleArn ?? "");
  return {
    name: `${loadBalancer}:${listener.Port}/${rule.Priority}`,
    tags,
    ...owners.listener(loadBalancer, listener.Port ?? 0, rule.Priority, tags),
    details: details({
      listener: listener.ListenerArn,
      port: listener.Port,
      protocol: listener.Protocol,
      priority: rule.Priority,
      conditions: rule.Conditions ?? [],
      actions: comparableActions(normaliseActions(rule.Actions ?? [])),
    }),
  };
};

/** Targets as `<id>:<port>`, by their health. */
const byHealth = (targets: readonly TargetHealthDescription[]) => {
  const groups = Map.groupBy(targets, ({ TargetHealth }) => TargetHealth?.State ?? "unknown");
  const named = [...groups].map(([state, some]): [string, readonly string[] | undefined] => [
    state,
    sorted(some.map(({ Target }) => `${Target?.Id ?? ""}:${Target?.Port ?? ""}`)),
  ]);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** A target group with its targets by their health, where that is known. */
export const targetGroupFacts = (
  group: TargetGroup,
  targets: readonly TargetHealthDescription[] | undefined,
  tags: Tags,
  owners: Owners,
): Facts => ({
  name: group.TargetGroupName ?? "",
  tags,
  ...owners.targetGroup(group.TargetGroupArn ?? "", tags),
  details: details({
    protocol: group.Protocol,
    port: group.Port,
    vpc: group.VpcId,
    targetType: group.TargetType,
    healthCheck: {
      path: group.HealthCheckPath,
      port: group.HealthCheckPort,
      protocol: group.HealthCheckProtocol,
      intervalSeconds: group.HealthCheckIntervalSeconds,
      healthyThreshold: group.HealthyThresholdCount,
      unhealthyThreshold: group.UnhealthyThresholdCount,
    },
    loadBalancers: sorted(group.LoadBalancerArns),
    targets: targets && byHealth(targets),
  }),
});
