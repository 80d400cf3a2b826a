import type { Surroundings } from "../../world/service.ts";
import type { AlarmStore } from "./alarm-store.ts";
import type { MetricStore } from "./metric-store.ts";

/** What every operation of CloudWatch works on. */
export interface CloudWatchContext {
  readonly surroundings: Surroundings;
  readonly metrics: MetricStore;
  readonly alarms: AlarmStore;
  /** By name. */
  readonly dashboards: Map<string, { readonly body: string; readonly modifiedAt: number }>;
}
