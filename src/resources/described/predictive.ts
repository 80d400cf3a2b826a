/** What a policy that forecasts may do with its forecast. */
import type { Json } from "../../changes/change.ts";
import { isRecord } from "./plain.ts";

/** The mode in which it only forecasts, and moves no group. */
export const forecastOnly = "ForecastOnly";

/**
 * The mode of a policy's predictive configuration; undefined for a policy without one. AWS's own default only forecasts
 * (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredictiveScalingConfiguration.html).
 */
export const modeOf = (configuration: Json | undefined): string | undefined =>
  isRecord(configuration) ? String(configuration.Mode ?? forecastOnly) : undefined;
