import {
  type AttributeRules,
  among,
  either,
  fixed,
  flag,
  integer,
  logs,
  targetGroupHealth,
} from "./attribute-rules.ts";
import {
  networkListenerAttributes,
  networkLoadBalancerAttributes,
  networkTargetGroupAttributes,
} from "./network-attributes.ts";
import type { Pairs } from "./tables.ts";
import { isFlowProtocol, type Protocol, type RequestProtocol } from "./traffic-protocols.ts";

/** Of target groups of instances behind application load balancers. */
const requestTargetGroupAttributes: AttributeRules = {
  "deregistration_delay.timeout_seconds": { initial: "300", allows: integer(0, 3600) },
  "load_balancing.algorithm.anomaly_mitigation": fixed("off", "on", "off"),
  "load_balancing.algorithm.type": fixed("round_robin", "round_robin", "least_outstanding_requests", "weighted_random"),
  "load_balancing.cross_zone.enabled": {
    initial: "use_load_balancer_configuration",
    allows: among("true", "false", "use_load_balancer_configuration"),
  },
  "slow_start.duration_seconds": { initial: "0", allows: either(among("0"), integer(30, 900)), only: "0" },
  // "AWSALB, AWSALBAPP, and AWSALBTG; they're reserved for use by the load balancer."
  "stickiness.app_cookie.cookie_name": { initial: "", allows: (value) => !value.startsWith("AWSALB") },
  "stickiness.app_cookie.duration_seconds": { initial: "86400", allows: integer(1, 604_800) },
  "stickiness.enabled": flag("false"),
  "stickiness.lb_cookie.duration_seconds": { initial: "86400", allows: integer(1, 604_800) },
  "stickiness.type": {
    initial: "lb_cookie",
    allows: among("lb_cookie", "app_cookie"),
    foreign: (value) =>
      value.startsWith("source_ip")
        ? `Stickiness type '${value}' is not supported for target groups with the HTTP protocol`
        : undefined,
  },
  ...targetGroupHealth,
};

/** Of application load balancers. Logs are accepted and not written: there is no S3. */
const applicationAttributes: AttributeRules = {
  ...logs("access_logs"),
  "client_keep_alive.seconds": { initial: "3600", allows: integer(60, 604_800) },
  ...logs("connection_logs"),
  "deletion_protection.enabled": flag("false"),
  ...logs("health_check_logs"),
  "idle_timeout.timeout_seconds": { initial: "60", allows: integer(1, 4000) },
  "ipv6.deny_all_igw_traffic": flag("false"),
  "load_balancing.cross_zone.enabled": { initial: "true", allows: among("true") },
  // What Node.js cannot parse is refused in every mode.
  "routing.http.desync_mitigation_mode": {
    initial: "defensive",
    allows: among("monitor", "defensive", "strictest"),
  },
  "routing.http.drop_invalid_header_fields.enabled": flag("false"),
  // The host is passed on as it came, whatever this says.
  "routing.http.preserve_host_header.enabled": flag("false"),
  "routing.http.x_amzn_tls_kx.enabled": fixed("false", "true", "false"),
  "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": flag("false"),
  "routing.http.xff_client_port.enabled": flag("false"),
  "routing.http.xff_header_processing.mode": { initial: "append", allows: among("append", "preserve", "remove") },
  "routing.http2.enabled": flag("true"),
  "waf.fail_open.enabled": flag("false"),
  "zonal_shift.config.enabled": flag("false"),
};

const responseHeaders = [
  "strict_transport_security",
  "access_control_allow_origin",
  "access_control_allow_methods",
  "access_control_allow_headers",
  "access_control_allow_credentials",
  "access_control_expose_headers",
  "access_control_max_age",
  "content_security_policy",
  "x_content_type_options",
  "x_frame_options",
];
const secureRequestHeaders = [
  "x_amzn_mtls_clientcert_serial_number",
  "x_amzn_mtls_clientcert_issuer",
  "x_amzn_mtls_clientcert_subject",
  "x_amzn_mtls_clientcert_validity",
  "x_amzn_mtls_clientcert_leaf",
  "x_amzn_mtls_clientcert",
  "x_amzn_tls_version",
  "x_amzn_tls_cipher_suite",
];

/** Of listeners of application load balancers; the headers about TLS exist on HTTPS listeners only. */
const requestListenerAttributes = (protocol: RequestProtocol): AttributeRules => ({
  ...Object.fromEntries(
    (protocol === "HTTPS" ? secureRequestHeaders : []).map((name) => [
      `routing.http.request.${name}.header_name`,
      fixed(""),
    ]),
  ),
  "routing.http.response.server.enabled": fixed("true", "true", "false"),
  ...Object.fromEntries(responseHeaders.map((name) => [`routing.http.response.${name}.header_value`, fixed("")])),
});

/** Those that a load balancer of this type has. */
export const loadBalancerAttributes = (type: string): AttributeRules =>
  type === "network" ? networkLoadBalancerAttributes : applicationAttributes;

/** Those that a target group of this protocol has. */
export const targetGroupAttributes = (protocol: Protocol): AttributeRules =>
  isFlowProtocol(protocol) ? networkTargetGroupAttributes(protocol) : requestTargetGroupAttributes;

/** Those that a listener of this protocol has. */
export const listenerAttributes = (protocol: Protocol): AttributeRules =>
  isFlowProtocol(protocol) ? networkListenerAttributes(protocol) : requestListenerAttributes(protocol);

/** The values that a new resource has. */
export const initialAttributes = (known: AttributeRules): Pairs =>
  Object.fromEntries(Object.entries(known).map(([key, { initial }]) => [key, initial]));

/** As AWS answers attributes. */
export const listAttributes = (attributes: Pairs): { Key: string; Value: string }[] =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
