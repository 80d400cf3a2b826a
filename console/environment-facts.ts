/** What is known of one environment, each piece as it was read. Times are in milliseconds since the epoch. */
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { ClosedJournal, Lock } from "../src/aws/journal-format.ts";
import { type Journal, rollbackExecution } from "../src/changes/journal.ts";
import type { OpenChange } from "../src/changes/open-changes.ts";
import type { AlarmView } from "../src/deployment/alarms.ts";
import type { Approval } from "../src/deployment/approval.ts";
import type { MeasuredMinutes } from "../src/deployment/comparison.ts";
import type { AnyEnvironment, Side } from "../src/deployment/environment.ts";
import type { RollingFleet } from "../src/deployment/rolling-fleet.ts";
import type { View } from "../src/deployment/view.ts";
import type { Finding } from "../src/inventory/findings/schema.ts";
import type { Freshness } from "../src/inventory/queries/freshness.ts";
import type { Panel } from "./snapshot.ts";

/** What a side launches, by its launch template. */
export interface LaunchedRelease {
  readonly version: string;
  readonly commit: string | null;
  readonly imageId: string | null;
}

/** The sides as they stand, with the health of their targets; or why there are none to show: before an upgrade, and in the midst of one. */
export type SeenSides =
  | { readonly view: View; readonly launches: Readonly<Record<Side, LaunchedRelease | null>> }
  | { readonly fleet: RollingFleet; readonly launches: LaunchedRelease | null }
  | { readonly unseen: string };

/** What happened in the executions of a deployment so far, oldest first. */
export interface ExecutionEvents {
  readonly deployment: string;
  readonly own: readonly HistoryEvent[];
  /** Of the rollback machine's execution, where one took the journal over. */
  readonly rollback: readonly HistoryEvent[];
}

export interface EnvironmentFacts {
  /** What is registered, who holds the lock, and which revisions the inventory has of what the sides are made of: others once these changed. */
  readonly ground: { readonly environment: AnyEnvironment; readonly lock: Lock; readonly revisions: string };
  readonly sides: SeenSides;
  readonly course: ExecutionEvents | null;
  /** What a rollback left, each with its resource as it is. */
  readonly left: readonly OpenChange[];
  readonly alarms: readonly AlarmView[];
  /** Null where AWS measures none: of a network load balancer, and of one side. */
  readonly minutes: {
    readonly measured: MeasuredMinutes;
    readonly start: number;
    readonly end: number;
    /** Which targets were well when that was measured last, as a text: another once that changed. */
    readonly health: string;
  } | null;
  readonly approval: Approval | null;
  readonly findings: readonly Finding[];
  readonly freshness: Freshness;
  /** Newest first. */
  readonly history: readonly ClosedJournal[];
}

/** By the names of the facts, each with its age. */
export type Panels<Facts> = { readonly [Name in keyof Facts]: Panel<Facts[Name]> };

/** What Sarcelle did by itself, and did well: a hold that was over by time. Nobody asked for it, and nobody looks for it. */
const isByItself = ({ deployment, outcome }: ClosedJournal): boolean =>
  deployment.action === "end-hold" && outcome === "Succeeded";

/**
 * The journal that a page is about: the open one, or the last that was closed and that somebody asked for; undefined where nothing was
 * ever deployed.
 */
export const journalShown = (
  lock: Lock | undefined,
  history: readonly ClosedJournal[] = [],
): Journal | ClosedJournal | undefined => lock?.journal ?? history.find((journal) => !isByItself(journal));

/** The execution that has the journal's deployment now, or had it last: its own, or that of a rollback. */
export const drivingExecution = ({ owner, deployment }: Journal): string => rollbackExecution(owner) ?? deployment.id;
