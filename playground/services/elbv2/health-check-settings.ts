import type { Matcher } from "@aws-sdk/client-elastic-load-balancing-v2";
import { NotEmulated } from "../../world/aws-error.ts";
import { validationError } from "../constraints.ts";
import { invalidConfiguration } from "./errors.ts";
import type { TargetGroupRecord } from "./tables.ts";
import { type HealthCheckProtocol, isFlowProtocol, type Protocol } from "./traffic-protocols.ts";

export type HealthCheckSettings = Pick<
  TargetGroupRecord,
  | "HealthCheckProtocol"
  | "HealthCheckPort"
  | "HealthCheckEnabled"
  | "HealthCheckPath"
  | "HealthCheckIntervalSeconds"
  | "HealthCheckTimeoutSeconds"
  | "HealthyThresholdCount"
  | "UnhealthyThresholdCount"
  | "Matcher"
>;

export const healthCheckMembers = [
  "HealthCheckProtocol",
  "HealthCheckPort",
  "HealthCheckEnabled",
  "HealthCheckPath",
  "HealthCheckIntervalSeconds",
  "HealthCheckTimeoutSeconds",
  "HealthyThresholdCount",
  "UnhealthyThresholdCount",
  "Matcher",
] as const;

/**
 * Of a target group of instances ("Health check settings" in the guides). Behind network load balancers "the default values are 6
 * seconds for HTTP and 10 seconds for TCP and HTTPS health checks", and a matcher of 200-399.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
export const defaultHealthCheck = (group: Protocol, check: string | undefined): HealthCheckSettings => {
  const common = {
    HealthCheckPort: "traffic-port",
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 30,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
  };
  if (!isFlowProtocol(group))
    return {
      ...{ ...common, HealthCheckProtocol: "HTTP", HealthCheckPath: "/" },
      ...{ HealthCheckTimeoutSeconds: 5, Matcher: { HttpCode: "200" } },
    };
  return { ...common, HealthCheckProtocol: "TCP", HealthCheckTimeoutSeconds: check === "HTTP" ? 6 : 10 };
};

type Requested = {
  readonly [Member in keyof HealthCheckSettings]?: Member extends "HealthCheckProtocol"
    ? string | undefined
    : HealthCheckSettings[Member] | undefined;
};

const checkProtocol = (group: Protocol, protocol: string): HealthCheckProtocol => {
  if (protocol === "HTTP" || protocol === "HTTPS" || (protocol === "TCP" && isFlowProtocol(group))) return protocol;
  throw invalidConfiguration(
    isFlowProtocol(group)
      ? `Health check protocol '${protocol}' is not supported for target groups with the protocol '${group}'`
      : `Health check protocol '${protocol}' is not supported for target groups with the protocol 'HTTP' or 'HTTPS'`,
  );
};

/** Path and matcher: those of a check by requests. */
const requestMembers = (
  group: Protocol,
  check: HealthCheckProtocol,
  current: HealthCheckSettings,
  given: Requested,
): Pick<HealthCheckSettings, "HealthCheckPath" | "Matcher"> => {
  if (check === "TCP") {
    if (given.Matcher !== undefined)
      throw invalidConfiguration("Health check matchers are not supported for TCP health checks");
    if (given.HealthCheckPath !== undefined)
      throw invalidConfiguration("Health check paths are not supported for TCP health checks");
    return {};
  }
  const HealthCheckPath = given.HealthCheckPath ?? current.HealthCheckPath ?? "/";
  const Matcher = given.Matcher ?? current.Matcher ?? { HttpCode: "200-399" };
  if (!/^\/[!-~]{0,1023}$/.test(HealthCheckPath)) {
    throw validationError(
      `Health check path '${HealthCheckPath}' must begin with a '/' character and have at most 1024 characters`,
    );
  }
  // "For Application Load Balancers, you can specify values between 200 and 499 … For Network Load Balancers, … 200 and 599".
  checkMatcher(Matcher, isFlowProtocol(group) ? 599 : 499);
  return { HealthCheckPath, Matcher };
};

/** The settings of a target group of this protocol after a request; members not given keep their values. */
export const checkHealthCheck = (
  group: Protocol,
  current: HealthCheckSettings,
  given: Requested,
): HealthCheckSettings => {
  const HealthCheckProtocol = checkProtocol(group, given.HealthCheckProtocol ?? current.HealthCheckProtocol);
  const settings: HealthCheckSettings = {
    HealthCheckProtocol,
    HealthCheckPort: given.HealthCheckPort ?? current.HealthCheckPort,
    HealthCheckEnabled: given.HealthCheckEnabled ?? current.HealthCheckEnabled,
    HealthCheckIntervalSeconds: given.HealthCheckIntervalSeconds ?? current.HealthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds: given.HealthCheckTimeoutSeconds ?? current.HealthCheckTimeoutSeconds,
    HealthyThresholdCount: given.HealthyThresholdCount ?? current.HealthyThresholdCount,
    UnhealthyThresholdCount: given.UnhealthyThresholdCount ?? current.UnhealthyThresholdCount,
    ...requestMembers(group, HealthCheckProtocol, current, given),
  };
  const { HealthCheckPort: port } = settings;
  if (!settings.HealthCheckEnabled) {
    throw invalidConfiguration("Health check enabled must be true for target groups with target type 'instance'");
  }
  if (port !== "traffic-port" && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw validationError(`Health check port '${port}' must be 'traffic-port' or in the range 1-65535`);
  }
  checkIntervals(group, settings);
  return settings;
};

/** Behind a network load balancer a check may begin as the last one times out: 10 s of both was all that there was once. */
const checkIntervals = (group: Protocol, settings: HealthCheckSettings): void => {
  const { HealthCheckIntervalSeconds: interval, HealthCheckTimeoutSeconds: timeout } = settings;
  if (isFlowProtocol(group) ? interval < timeout : interval <= timeout)
    throw validationError("Health check interval must be greater than the timeout.");
};

const checkMatcher = ({ HttpCode = "", GrpcCode }: Matcher, most: number): void => {
  if (GrpcCode !== undefined) throw new NotEmulated("gRPC health check codes");
  const ranges = HttpCode.split(",").map((part) => part.split("-").map(Number));
  const wellFormed = /^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(HttpCode);
  if (!wellFormed || ranges.some(([low = 0, high = low]) => high < low)) {
    throw validationError(`Health check matcher HTTP code '${HttpCode}' is not valid`);
  }
  if (ranges.flat().some((code) => code < 200 || code > most)) {
    throw validationError(`Health check matcher HTTP codes must be in the range 200-${most}`);
  }
};
