import type { Cancel } from "../../world/clock.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Bus } from "./bus.ts";
import type { Deliver } from "./delivery.ts";
import type { Pattern } from "./pattern.ts";
import type { BusReliability } from "./reliability.ts";
import type { Rule } from "./rule.ts";
import type { Timers } from "./timers.ts";

/** What every operation of EventBridge works on. */
export interface EventBridgeContext {
  readonly surroundings: Omit<Surroundings, "emit">;
  readonly reliability: Required<BusReliability>;
  readonly bus: Bus;
  /** The tags of the bus, by key. */
  readonly busTags: Map<string, string>;
  readonly rules: Records<Rule>;
  /** The patterns of the rules that have one, by the rules' names. */
  readonly patterns: Map<string, Pattern>;
  /** What ends the wait for the next time of each rule with a schedule, by the rules' names. */
  readonly schedules: Map<string, Cancel>;
  readonly timers: Timers;
  readonly deliver: Deliver;
}
