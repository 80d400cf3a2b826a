import { dynamoDb } from "../../src/aws/clients.ts";
import { readEvenRetired } from "../../src/aws/environment-store.ts";
import { closedJournals, closeJournal, readWholeLock } from "../../src/aws/journal-store.ts";
import { type Failure, messageOf } from "../../src/aws/lambda-error.ts";
import { mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { standingHolds, standsInWords } from "../../src/deployment/hold.ts";
import { undoneText } from "../../src/deployment/undo.ts";
import { LockLost } from "../../src/errors.ts";
import { logged } from "../../src/logger.ts";
import type { Rollback } from "./undo-changes.ts";

const table = mainTable(dynamoDb());

interface Input {
  readonly rollback: Rollback;
  readonly failure: Failure;
  /** What AWS still takes away, in words; empty if nothing. An execution that began before this was told has none. */
  readonly going?: string;
}

/** Throws `LockLost` if the deployment is closed as one that succeeded: to call it rolled back would be untrue. */
const refuseSucceeded = async ({ environment, deployment }: Rollback, reason: string): Promise<void> => {
  const closed = await closedJournals(table, environment);
  const journal = closed.find((each) => each.deployment.id === deployment);
  if (journal?.outcome === "Succeeded")
    throw new LockLost(
      `Deployment '${deployment}' succeeded and is closed: its changes stand, and '${environment}' is free. Nothing was undone; 'sarcelle rollback ${environment}' does that. What failed came after: ${reason}`,
    );
};

/** Closes the journal, frees the lock, and says in words what failed and what was undone: the cause of the execution. */
export const handler = logged(async ({ rollback, failure, going }: Input) => {
  const reason = `${failure.Error || "Error"}: ${messageOf(failure).replace(/\.?$/, ".")}`;
  if (rollback.epoch === 0) {
    await refuseSucceeded(rollback, reason);
    return { cause: `${reason} Nothing was to undo: deployment '${rollback.deployment}' has no open journal.` };
  }
  const ending = { outcome: "RolledBack" as const, closedAt: systemClock.now(), reason };
  const { timeouts } = await readEvenRetired(table, rollback.environment);
  const holds = standingHolds(await readWholeLock(table, rollback.environment), timeouts.hold);
  const { entries, deployment } = await closeJournal(table, rollback, ending, timeouts.hold);
  // A rollback on demand has a journal of its own, of what another deployment did.
  const whose = deployment.undoes ?? rollback.deployment;
  const undone = undoneText(rollback.environment, whose, entries, going || undefined);
  return { cause: [reason, undone, ...holds.map(standsInWords)].join(" ") };
});
