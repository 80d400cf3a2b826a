import type { AwsError } from "../world/aws-error.ts";
import type { DataPlaneFault } from "../world/neighbours.ts";
import { internalFailure, refusedForAWhile, type StruckCall, throttled } from "./api-errors.ts";

/**
 * What a fault strikes: an API action's calls, an instance's software, the way to it from the load balancer, the way from clients to a
 * listener, a zone (its launches, and the ways to its instances), or the launches whose volumes need a key.
 */
export type StruckKind = "action" | "instance" | "link" | "listener" | "zone" | "key";

/** What a kind of fault does, wherever it can strike. */
export interface FaultEffect {
  readonly strikes: readonly StruckKind[];
  /** It takes its rule's milliseconds, in world time. */
  readonly timed?: true;
  /** It takes its rule's bytes. */
  readonly sized?: true;
  /** A call is refused with this before anything is done. */
  readonly refusal?: (call: StruckCall) => AwsError;
  /** From the first call that it strikes it strikes for its milliseconds, and never again. */
  readonly passes?: true;
  /** A call is done, but never answered: the ledger's word for it. */
  readonly unanswered?: "lost" | "crash";
  /** Who makes the call, or the instance, ends at once. */
  readonly kills?: true;
  /** What a load balancer meets. */
  readonly broken?: Exclude<DataPlaneFault["kind"], "latency">;
}

/** Every kind of fault: a new one is a row. `latency` is none of these effects: it adds its milliseconds, beside whatever else strikes. */
export const faultKinds = {
  error: { strikes: ["action"], refusal: internalFailure },
  throttle: { strikes: ["action"], refusal: throttled },
  "refused-for-a-while": { strikes: ["action"], timed: true, refusal: refusedForAWhile, passes: true },
  "status-500": { strikes: ["instance"], broken: "status-500" },
  hang: { strikes: ["instance", "link", "listener", "zone"], broken: "hang" },
  refuse: { strikes: ["instance", "link", "zone"], broken: "refuse" },
  blackhole: { strikes: ["instance", "link", "zone"], broken: "blackhole" },
  reset: { strikes: ["link", "listener", "zone"], broken: "reset" },
  handshake: { strikes: ["link", "listener", "zone"], broken: "handshake" },
  truncate: { strikes: ["link", "listener", "zone"], sized: true, broken: "truncate" },
  bandwidth: { strikes: ["link", "listener", "zone"], sized: true, broken: "bandwidth" },
  latency: { strikes: ["action", "instance", "link", "listener", "zone"], timed: true },
  "lost-response": { strikes: ["action"], unanswered: "lost" },
  "no-capacity": { strikes: ["zone"] },
  "vcpu-limit": { strikes: ["zone"] },
  "invalid-state": { strikes: ["key"] },
  crash: { strikes: ["action", "instance"], unanswered: "crash", kills: true },
} as const satisfies Readonly<Record<string, FaultEffect>>;

export type FaultKind = keyof typeof faultKinds;

/** What a kind of fault does, of which the table only tells the type of its own row. */
export const effectOf = (kind: FaultKind): FaultEffect => faultKinds[kind];

/** The kinds that can strike such a target, in the table's order. */
export const kindsThatStrike = (target: StruckKind): readonly FaultKind[] =>
  (Object.keys(faultKinds) as FaultKind[]).filter((kind) => effectOf(kind).strikes.includes(target));

/** Whether a kind of fault happens to traffic, rather than to calls or launches. */
export const happensToTraffic = (kind: FaultKind): boolean =>
  kind === "latency" || effectOf(kind).broken !== undefined || effectOf(kind).kills === true;
