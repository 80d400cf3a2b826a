import type { Cancel } from "../../world/clock.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Bus } from "./bus.ts";
import type { Deliver } from "./delivery.ts";
import type { Pattern } from "./pattern.ts";
import type { BusReliability } from "./reliability.ts";
import type { Rule } from "./rule.ts";
import type { Timers } from "./timers.ts";

/** What every operation of EventBridge works on: one bus, and the way to the others. */
export interface EventBridgeContext {
  readonly surroundings: Omit<Surroundings, "emit">;
  readonly reliability: Required<BusReliability>;
  readonly bus: Bus;
  readonly buses: Buses;
  /** Who else may put events on the bus. */
  policy: string | undefined;
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

/** The buses of an account in a region, each with its rules. */
export interface Buses {
  readonly default: EventBridgeContext;
  /** By name or ARN; undefined if there is none, the default one if none is named. */
  find(nameOrArn: string | undefined): EventBridgeContext | undefined;
  all(): readonly EventBridgeContext[];
  add(name: string): EventBridgeContext;
  remove(name: string): void;
}
