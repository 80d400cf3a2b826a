import { milliseconds } from "../../clock.ts";
import type { Side } from "../../deployment/environment.ts";
import type { Place } from "../arn.ts";
import type { Existing } from "../attributes.ts";
import type { Facts, ResourceType } from "../model.ts";
import type { TrailView } from "../trails.ts";
import type { Level } from "./schema.ts";

/** What can be set of the rules; their defaults are in `deployment/defaults.ts`. */
export interface Thresholds {
  /** How long an instance refresh, or a rolling update, may take. */
  readonly refreshMilliseconds: number;
  /** How long before its end a certificate must have been replaced. */
  readonly certificateMilliseconds: number;
  /** For how long a new instance may be without an owner. */
  readonly unownedMilliseconds: number;
}

/** Thresholds in the units in which they are set. */
export const thresholdsOf = (set: {
  readonly findingsRefreshMinutes: number;
  readonly findingsCertificateDays: number;
  readonly findingsUnownedMinutes: number;
}): Thresholds => ({
  refreshMilliseconds: set.findingsRefreshMinutes * milliseconds.minute,
  certificateMilliseconds: set.findingsCertificateDays * milliseconds.day,
  unownedMilliseconds: set.findingsUnownedMinutes * milliseconds.minute,
});

/** For how long a side may run without traffic, and what an hour of an instance costs, by type, as far as it is registered. */
export interface KeptIdle {
  readonly milliseconds: number;
  readonly hourlyPrices: Readonly<Record<string, number>>;
}

/** What the rules look at: whole environments, with the load balancers in front of them, at one moment. */
export interface Scene {
  readonly resources: readonly Existing[];
  readonly now: number;
  /** The account and region whose inventory this is. */
  readonly here: Place;
  /** The deployed stack: what its functions change is no one else's doing. */
  readonly stack: string;
  /** The stages of the registered environments, by name. */
  readonly stages: ReadonlyMap<string, string>;
  /** How long the registered environments keep a side without traffic, by name, and what an instance of a type costs an hour there. */
  readonly keepIdle: ReadonlyMap<string, KeptIdle>;
  /** The environments whose traffic a deployment is moving, by its open journal: of those that are split, since of others nobody needs to know. */
  readonly moving: ReadonlySet<string>;
  /** When certificates end, by ARN, as far as is known. */
  readonly certificateEnds: ReadonlyMap<string, number>;
  readonly thresholds: Thresholds;
  /** Undefined where they were not looked at: only with a sweep they are, or AWS did not say. */
  readonly trails: readonly TrailView[] | undefined;
}

/** What a finding is about: a resource of the inventory, or the trails of its account and region. */
export interface FoundOf {
  readonly ref: { readonly type: ResourceType | "trails"; readonly arn: string };
  readonly facts: Pick<Facts, "name" | "tags" | "environment" | "side">;
}

/** What a rule has to say of one resource. */
export interface Found {
  readonly resource: FoundOf;
  /** Whose it is, where the resource itself does not say so. */
  readonly environment?: string;
  readonly side?: Side;
  readonly level: Level;
  readonly threshold: string;
  readonly found: string;
}

/** Pure: the same scene, the same findings. What was not seen is no finding. */
export type Rule = (scene: Scene) => readonly Found[];

/** Whether real users depend on it. */
export const isLive = (environment: string | undefined, { stages }: Scene): boolean =>
  environment !== undefined && stages.get(environment) === "live";

/** A duration in milliseconds for people: `90 minutes`, `3 days`. */
export const inWords = (duration: number): string => {
  const units = [
    [milliseconds.day, "day"],
    [milliseconds.hour, "hour"],
    [milliseconds.minute, "minute"],
    [milliseconds.second, "second"],
  ] as const;
  const [size, unit] = units.find(([each]) => Math.abs(duration) >= 2 * each) ?? units[3];
  const count = Math.floor(duration / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
};
