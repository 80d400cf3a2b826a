import type { AnyOperation } from "../../world/service.ts";
import { describeTrails } from "./operations/describe-trails.ts";
import { getEventSelectors } from "./operations/get-event-selectors.ts";
import { getTrailStatus } from "./operations/get-trail-status.ts";
import { startLogging, stopLogging } from "./operations/logging.ts";
import type { CloudTrailContext } from "./trail.ts";

/** CloudTrail's operations, by name. */
export const cloudTrailOperations = (cloudTrail: CloudTrailContext): Readonly<Record<string, AnyOperation>> => ({
  DescribeTrails: describeTrails(cloudTrail),
  GetEventSelectors: getEventSelectors(cloudTrail),
  GetTrailStatus: getTrailStatus(cloudTrail),
  StartLogging: startLogging(cloudTrail),
  StopLogging: stopLogging(cloudTrail),
});
