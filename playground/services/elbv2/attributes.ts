import type { Pairs } from "./tables.ts";

/** What an attribute is by default, what it may be, and the value but which the data plane does not know. */
export interface Attribute {
  readonly initial: string;
  readonly allows: (value: string) => boolean;
  readonly only?: string;
  /** Values that it does not know. */
  readonly loud?: readonly string[];
  /** AWS's words for values that it knows of other protocols only. */
  readonly foreign?: (value: string) => string | undefined;
}

/** The attributes that a kind of resource has, by key. */
export type AttributeRules = Readonly<Record<string, Attribute>>;

const oneOf =
  (...values: readonly string[]) =>
  (value: string) =>
    values.includes(value);
const integer = (least: number, most: number) => (value: string) =>
  /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
const either =
  (...tests: readonly ((value: string) => boolean)[]) =>
  (value: string) =>
    tests.some((test) => test(value));
const text = () => true;

const flag = (initial: "true" | "false"): Attribute => ({ initial, allows: oneOf("true", "false") });
/** A setting that would change how requests are served, which this data plane serves in one way. */
const fixed = (initial: string, ...values: readonly string[]): Attribute => ({
  initial,
  allows: values.length === 0 ? text : oneOf(...values),
  only: initial,
});
const logs = (name: string): AttributeRules => ({
  [`${name}.s3.enabled`]: flag("false"),
  [`${name}.s3.bucket`]: { initial: "", allows: text },
  [`${name}.s3.prefix`]: { initial: "", allows: text },
});

/** Of target groups of instances behind application load balancers. */
export const targetGroupAttributes: AttributeRules = {
  "deregistration_delay.timeout_seconds": { initial: "300", allows: integer(0, 3600) },
  "load_balancing.algorithm.anomaly_mitigation": fixed("off", "on", "off"),
  "load_balancing.algorithm.type": fixed("round_robin", "round_robin", "least_outstanding_requests", "weighted_random"),
  "load_balancing.cross_zone.enabled": {
    initial: "use_load_balancer_configuration",
    allows: oneOf("true", "false", "use_load_balancer_configuration"),
    // Application load balancers balance across zones, which can be turned off for a group only.
    loud: ["false"],
  },
  "slow_start.duration_seconds": { initial: "0", allows: either(oneOf("0"), integer(30, 900)), only: "0" },
  "stickiness.app_cookie.cookie_name": { initial: "", allows: text },
  "stickiness.app_cookie.duration_seconds": { initial: "86400", allows: integer(1, 604_800) },
  "stickiness.enabled": flag("false"),
  "stickiness.lb_cookie.duration_seconds": { initial: "86400", allows: integer(1, 604_800) },
  "stickiness.type": {
    ...fixed("lb_cookie", "lb_cookie", "app_cookie"),
    foreign: (value) =>
      value.startsWith("source_ip")
        ? `Stickiness type '${value}' is not supported for target groups with the HTTP protocol`
        : undefined,
  },
  "target_group_health.dns_failover.minimum_healthy_targets.count": {
    initial: "1",
    allows: either(oneOf("off"), integer(1, 1000)),
  },
  "target_group_health.dns_failover.minimum_healthy_targets.percentage": {
    initial: "off",
    allows: either(oneOf("off"), integer(1, 100)),
  },
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": {
    initial: "1",
    allows: integer(1, 1000),
  },
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": {
    initial: "off",
    allows: either(oneOf("off"), integer(1, 100)),
  },
};

/** Of application load balancers. Logs are accepted and not written: there is no S3. */
export const loadBalancerAttributes: AttributeRules = {
  ...logs("access_logs"),
  "client_keep_alive.seconds": { initial: "3600", allows: integer(60, 604_800) },
  ...logs("connection_logs"),
  "deletion_protection.enabled": flag("false"),
  ...logs("health_check_logs"),
  "idle_timeout.timeout_seconds": { initial: "60", allows: integer(1, 4000) },
  "ipv6.deny_all_igw_traffic": flag("false"),
  "load_balancing.cross_zone.enabled": { initial: "true", allows: oneOf("true") },
  // What Node.js cannot parse is refused in every mode.
  "routing.http.desync_mitigation_mode": {
    initial: "defensive",
    allows: oneOf("monitor", "defensive", "strictest"),
  },
  "routing.http.drop_invalid_header_fields.enabled": flag("false"),
  // The host is passed on as it came, whatever this says.
  "routing.http.preserve_host_header.enabled": flag("false"),
  "routing.http.x_amzn_tls_kx.enabled": fixed("false", "true", "false"),
  "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": flag("false"),
  "routing.http.xff_client_port.enabled": flag("false"),
  "routing.http.xff_header_processing.mode": { initial: "append", allows: oneOf("append", "preserve", "remove") },
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
export const listenerAttributes = (protocol: "HTTP" | "HTTPS"): AttributeRules => ({
  ...Object.fromEntries(
    (protocol === "HTTPS" ? secureRequestHeaders : []).map((name) => [
      `routing.http.request.${name}.header_name`,
      fixed(""),
    ]),
  ),
  "routing.http.response.server.enabled": fixed("true", "true", "false"),
  ...Object.fromEntries(responseHeaders.map((name) => [`routing.http.response.${name}.header_value`, fixed("")])),
});

/** The values that a new resource has. */
export const initialAttributes = (known: AttributeRules): Pairs =>
  Object.fromEntries(Object.entries(known).map(([key, { initial }]) => [key, initial]));

/** As AWS answers attributes. */
export const listAttributes = (attributes: Pairs): { Key: string; Value: string }[] =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
