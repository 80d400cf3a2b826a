import type { OpenJournal } from "../changes/apply.ts";
import type { Journal } from "../changes/journal.ts";
import { systemClock } from "../clock.ts";
import type { AnyEnvironment } from "../deployment/environment.ts";
import type { FreezeWindow } from "../deployment/frozen.ts";
import { type Hold, standingHolds } from "../deployment/hold.ts";
import type { HealthChecks, View } from "../deployment/view.ts";
import { readEnvironmentAndLock } from "./environment-and-lock.ts";
import { deploymentAsHolder, heldBy, openJournal } from "./journal-store.ts";
import type { Table } from "./table.ts";

/** What the states of one execution hand on: ids only; the truth is in the table. */
export interface Run {
  readonly environment: string;
  /** The execution's name. */
  readonly deployment: string;
  readonly epoch: number;
  /** Whether a side was held when the lock was taken: whoever has the lock is the one to end that. */
  readonly held?: boolean;
  /** When Preflight saw that the idle side carries all that a switch needs, in milliseconds since the epoch; absent where it did not. */
  readonly matchedAt?: number;
  /** Found once by its name, in Preflight: every look would have to find it again. */
  readonly loadBalancer?: View["loadBalancer"];
  /** Of both sides, read once, in Preflight: only how often is looked hangs on them. */
  readonly healthChecks?: HealthChecks;
  /** Whether it waits for people before production traffic moves; absent where it does not. */
  readonly approval?: true;
  /** Whether the idle side is met at the production address before it gets traffic; absent where it is not. */
  readonly preview?: true;
  /** The number of the version that the idle side launches, where its group names one that moves. */
  readonly resolved?: string;
  /** The freeze windows that may open meanwhile; absent where there are none, or they are overridden. */
  readonly freeze?: readonly FreezeWindow[];
}

/** A run as one of its functions finds it. */
export interface OpenRun {
  readonly environment: AnyEnvironment;
  readonly journal: Journal;
  /** The holds that stand, with what the run has made of them so far. */
  readonly holds: readonly Hold[];
  /** The same journal, to be written to. */
  readonly open: OpenJournal;
}

/** Lambda's context, as far as it is needed: when the function will be ended. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/**
 * A run's environment, and its journal under its lock. Throws `LockLost` if a rollback took the run over: what is looked at would judge
 * what is no longer its own.
 */
export const openRun = async (table: Table, run: Run): Promise<OpenRun> => {
  const holder = deploymentAsHolder(run);
  const { environment, lock } = await readEnvironmentAndLock(table, run.environment);
  const journal = heldBy(holder, lock);
  const holds = standingHolds(lock, environment.timeouts.hold);
  return { environment, journal, holds, open: openJournal(table, holder, systemClock) };
};
