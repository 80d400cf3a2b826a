import { dynamoDb } from "../../src/aws/clients.ts";
import { readEvenRetired } from "../../src/aws/environment-store.ts";
import { closeJournal, deploymentAsHolder } from "../../src/aws/journal-store.ts";
import type { Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { deploymentChanges } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import { deployedSide } from "../../src/deployment/deployed-side.ts";
import { logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());

/** Closes the journal, which stays as the audit trail, and frees the lock, beside which it writes what is held from now on. */
export const handler = logged(async (run: Run) => {
  const ending = { outcome: "Succeeded" as const, closedAt: systemClock.now() };
  const environment = await readEvenRetired(table, run.environment);
  const journal = await closeJournal(table, deploymentAsHolder(run), ending, environment.timeouts.hold);
  const side = deployedSide(environment, journal);
  return {
    environment: run.environment,
    action: journal.deployment.action,
    outcome: "Succeeded",
    changes: deploymentChanges(journal.entries).length,
    // Where a switch is to move the traffic for its users to get this release.
    ...(side === undefined ? {} : { side }),
  };
});
