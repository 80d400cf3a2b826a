import type { Matcher } from "@aws-sdk/client-elastic-load-balancing-v2";
import { NotEmulated } from "../../world/aws-error.ts";
import { validationError } from "../constraints.ts";
import { invalidConfiguration } from "./errors.ts";
import type { TargetGroupRecord } from "./tables.ts";

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

/** Of a target group of instances behind an application load balancer ("Health check settings" in its guide). */
export const defaultHealthCheck: HealthCheckSettings = {
  HealthCheckProtocol: "HTTP",
  HealthCheckPort: "traffic-port",
  HealthCheckEnabled: true,
  HealthCheckPath: "/",
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  Matcher: { HttpCode: "200" },
};

type Requested = {
  readonly [Member in keyof HealthCheckSettings]?: Member extends "HealthCheckProtocol"
    ? string | undefined
    : HealthCheckSettings[Member] | undefined;
};

/** The settings after a request; members not given keep their values. */
export const checkHealthCheck = (current: HealthCheckSettings, given: Requested): HealthCheckSettings => {
  const protocol = given.HealthCheckProtocol ?? current.HealthCheckProtocol;
  if (protocol !== "HTTP" && protocol !== "HTTPS") {
    throw invalidConfiguration(
      `Health check protocol '${protocol}' is not supported for target groups with the protocol 'HTTP' or 'HTTPS'`,
    );
  }
  const settings: HealthCheckSettings = {
    HealthCheckProtocol: protocol,
    HealthCheckPort: given.HealthCheckPort ?? current.HealthCheckPort,
    HealthCheckEnabled: given.HealthCheckEnabled ?? current.HealthCheckEnabled,
    HealthCheckPath: given.HealthCheckPath ?? current.HealthCheckPath,
    HealthCheckIntervalSeconds: given.HealthCheckIntervalSeconds ?? current.HealthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds: given.HealthCheckTimeoutSeconds ?? current.HealthCheckTimeoutSeconds,
    HealthyThresholdCount: given.HealthyThresholdCount ?? current.HealthyThresholdCount,
    UnhealthyThresholdCount: given.UnhealthyThresholdCount ?? current.UnhealthyThresholdCount,
    Matcher: given.Matcher ?? current.Matcher,
  };
  const { HealthCheckPort: port, HealthCheckPath: path } = settings;
  if (!settings.HealthCheckEnabled) {
    throw invalidConfiguration("Health check enabled must be true for target groups with target type 'instance'");
  }
  if (port !== "traffic-port" && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw validationError(`Health check port '${port}' must be 'traffic-port' or in the range 1-65535`);
  }
  if (!/^\/[!-~]{0,1023}$/.test(path)) {
    throw validationError(
      `Health check path '${path}' must begin with a '/' character and have at most 1024 characters`,
    );
  }
  if (settings.HealthCheckIntervalSeconds <= settings.HealthCheckTimeoutSeconds) {
    throw validationError("Health check interval must be greater than the timeout.");
  }
  checkMatcher(settings.Matcher);
  return settings;
};

const checkMatcher = ({ HttpCode = "", GrpcCode }: Matcher): void => {
  if (GrpcCode !== undefined) throw new NotEmulated("gRPC health check codes");
  const ranges = HttpCode.split(",").map((part) => part.split("-").map(Number));
  const wellFormed = /^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(HttpCode);
  if (!wellFormed || ranges.some(([low = 0, high = low]) => high < low)) {
    throw validationError(`Health check matcher HTTP code '${HttpCode}' is not valid`);
  }
  if (ranges.flat().some((code) => code < 200 || code > 499)) {
    throw validationError("Health check matcher HTTP codes must be in the range 200-499");
  }
};
