import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { applyStep, type Kinds, type LastLook } from "../changes/apply.ts";
import type { Change } from "../changes/change.ts";
import type { Journal } from "../changes/journal.ts";
import { systemClock } from "../clock.ts";
import type { Environment } from "../deployment/environment.ts";
import { announce } from "./announce.ts";
import { readEnvironment } from "./environment-store.ts";
import { deploymentAsHolder, openJournal } from "./journal-store.ts";
import type { Table } from "./table.ts";

/** What the states of one execution hand on: ids only; the truth is in the table. */
export interface Run {
  readonly environment: string;
  /** The execution's name. */
  readonly deployment: string;
  readonly epoch: number;
}

/** A look of a wait loop: the run, and when the wait began (ISO 8601). */
export interface Look {
  readonly run: Run;
  readonly since: string;
}

export interface OpenRun {
  readonly environment: Environment;
  readonly journal: () => Promise<Journal>;
  /** Makes a step's changes through the journal (see `applyStep`), and announces them. */
  readonly apply: (
    step: string,
    kinds: Kinds,
    plan: () => Promise<readonly Change[]>,
    lastLook?: LastLook,
  ) => Promise<readonly Change[]>;
}

/** Lambda's context, as far as it is needed: when the function will be ended. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

const journalOf = (table: Table, run: Run) => openJournal(table, deploymentAsHolder(run), systemClock);

/**
 * The environment of a run, for the states that only look. Throws `LockLost` if a rollback took the run over: its looks would judge
 * what is no longer its own.
 */
export const environmentOf = async (table: Table, run: Run): Promise<Environment> => {
  await journalOf(table, run).read();
  return readEnvironment(table, run.environment);
};

export interface RunClients {
  readonly table: Table;
  readonly events: EventBridgeClient;
}

/**
 * The answer of a step after which something is waited for: how much it changed, and when that was done (ISO 8601). The wait counts from
 * then, and not from when the step began: AWS may have throttled it for minutes.
 */
export const madeNow = (changes: readonly Change[]) => ({
  changes: changes.length,
  at: new Date(systemClock.now()).toISOString(),
});

/** Opens a run for a state that changes things: its environment, and the journal under its lock. */
export const openRun = async ({ table, events }: RunClients, run: Run, context: RemainingTime): Promise<OpenRun> => {
  const journal = journalOf(table, run);
  const deadline = systemClock.now() + context.getRemainingTimeInMillis();
  const environment = await readEnvironment(table, run.environment);
  return {
    environment,
    journal: journal.read,
    async apply(step, kinds, plan, lastLook) {
      const changes = await applyStep(step, plan, { journal, kinds, clock: systemClock, deadline, lastLook });
      await announce(environment, run.deployment, changes, { events, clock: systemClock });
      return changes;
    },
  };
};
