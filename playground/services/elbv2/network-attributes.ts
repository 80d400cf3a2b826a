import { type AttributeRules, among, fixed, flag, integer, logs, targetGroupHealth } from "./attribute-rules.ts";
import type { FlowProtocol } from "./traffic-protocols.ts";

/**
 * Of network load balancers. Cross-zone load balancing is off at first, and zonal DNS policies are kept: there is no DNS.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
 */
export const networkLoadBalancerAttributes: AttributeRules = {
  ...logs("access_logs"),
  "deletion_protection.enabled": flag("false"),
  "dns_record.client_routing_policy": {
    initial: "any_availability_zone",
    allows: among("any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"),
  },
  "ipv6.deny_all_igw_traffic": flag("false"),
  "load_balancing.cross_zone.enabled": flag("false"),
  "secondary_ips.auto_assigned.per_subnet": { initial: "0", allows: integer(0, 7), only: "0" },
  "zonal_shift.config.enabled": flag("false"),
};

/**
 * Of target groups of instances behind network load balancers. Clients' addresses are not preserved here, whatever is said: all is one machine.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
 */
export const networkTargetGroupAttributes = (protocol: FlowProtocol): AttributeRules => ({
  "deregistration_delay.connection_termination.enabled": flag("false"),
  "deregistration_delay.timeout_seconds": { initial: "300", allows: integer(0, 3600) },
  "load_balancing.cross_zone.enabled": {
    initial: "use_load_balancer_configuration",
    allows: among("true", "false", "use_load_balancer_configuration"),
  },
  "preserve_client_ip.enabled": flag("true"),
  "proxy_protocol_v2.enabled": fixed("false", "true", "false"),
  "stickiness.enabled": fixed("false", "true", "false"),
  "stickiness.type": {
    initial: "source_ip",
    allows: among("source_ip"),
    foreign: (value) =>
      value.endsWith("_cookie")
        ? `Stickiness type '${value}' is not supported for target groups with the ${protocol} protocol`
        : undefined,
  },
  ...targetGroupHealth,
  "target_health_state.unhealthy.connection_termination.enabled": flag("true"),
  // "The range is 0-360000 seconds." Targets in the state `unhealthy.draining` are not emulated.
  "target_health_state.unhealthy.draining_interval_seconds": { initial: "0", allows: integer(0, 360_000), only: "0" },
});

/**
 * Of listeners of network load balancers: "The connection idle timeout for TLS listeners is 350 seconds and can't be modified."
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html
 */
export const networkListenerAttributes = (protocol: FlowProtocol): AttributeRules =>
  protocol === "TCP" ? { "tcp.idle_timeout.seconds": { initial: "350", allows: integer(60, 6000) } } : {};
