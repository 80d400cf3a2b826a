/**
 * The inventory's vocabulary. A *hint* is what an event says; a *sighting* what a look at AWS found; a *revision* what was
 * recorded of a resource, and for how long it was true; a *row* the newest revision.
 */
import type { Json } from "../changes/change.ts";
import type { Side } from "../deployment/environment.ts";

export const resourceTypes = [
  "instance",
  "auto-scaling-group",
  "load-balancer",
  "target-group",
  "listener",
  "listener-rule",
  "launch-template",
  "launch-template-version",
] as const;
export type ResourceType = (typeof resourceTypes)[number];

/**
 * A resource by type and ARN. An Auto Scaling group has `*` in the place of the part that AWS makes up, since CloudTrail
 * names groups by name only; a launch template version is its template's ARN, `/` and the number.
 */
export interface TypedArn {
  readonly type: ResourceType;
  readonly arn: string;
}

/** What is known of a resource that exists. */
export type Facts = {
  readonly name: string;
  readonly tags: { readonly [key: string]: string };
  /** Whose it is: from Sarcelle's tags, or from the registration of an environment that was never upgraded. */
  readonly environment?: string;
  readonly side?: Side;
  /** The release that it runs, or launches. */
  readonly version?: string;
  readonly commit?: string;
  /** What each type has of its own: see `described/<type>.ts`. */
  readonly details: { readonly [attribute: string]: Json };
};

/** What a look found. `facts: null`: there is no such resource. */
export interface Sighting {
  readonly ref: TypedArn;
  /** When the read was *started*: what was read later wins. */
  readonly readAt: number;
  readonly facts: Facts | null;
  /** AWS still shows it, and says that it is over. Otherwise "no such resource" may mean "not to be seen yet". */
  readonly ended?: true;
}

/** Why a revision was recorded. */
export interface Cause {
  /** `event`: an event named the resource; `sweep`: no event did, or it was lost. */
  readonly by: "event" | "sweep";
  readonly eventId?: string;
  readonly event?: string;
  readonly actor?: string;
}

export interface Revision {
  readonly ref: TypedArn;
  /** 1 for the first, growing by one. */
  readonly number: number;
  /** `null`: the resource is gone. */
  readonly facts: Facts | null;
  /** When it became true: the event's time where known, else when it was first read. Never before the revision before it. */
  readonly trueFrom: number;
  /** When the read that first saw it was started. */
  readonly observedAt: number;
  /** When it was written down. */
  readonly recordedAt: number;
  readonly cause: Cause;
  /** Of a group that exists: since when it launches what it launches. */
  readonly launchesSince?: number;
}

/** The newest revision of a resource, with what guards it. */
export interface Row extends Revision {
  /** When the newest read that found this was started; `observedAt` or later. No older read replaces it. */
  readonly readAt: number;
  /** When the resource was first known to exist, in its present life. */
  readonly bornAt: number;
  /** What the last revision that was not `null` said, so that one can tell what it was that is gone. */
  readonly last: Facts | null;
  /** The newest tag event that a read has confirmed. */
  readonly tagVersion?: number;
}

/** Whether the row says that the resource exists. */
export const exists = (row: Row | undefined): row is Row & { readonly facts: Facts } =>
  row !== undefined && row.facts !== null;

/** Whose the resource is, or was before it went; `""` is nobody. */
export const environmentOf = (row: Row): string => (row.facts ?? row.last)?.environment ?? "";
