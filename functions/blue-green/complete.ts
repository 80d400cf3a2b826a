import { dynamoDb } from "../../src/aws/clients.ts";
import { closeJournal } from "../../src/aws/journal-store.ts";
import { openRun, type RemainingTime, type Run, tableName } from "../../src/aws/run.ts";
import { systemClock } from "../../src/clock.ts";

const table = dynamoDb();

/** Closes the journal, which stays as the audit trail, and frees the lock. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { journal } = await openRun(table, run, context);
  const { deployment, entries } = await journal();
  const holder = { environment: run.environment, epoch: run.epoch, owner: run.deployment };
  await closeJournal(table, tableName(), holder, { outcome: "Succeeded", closedAt: systemClock.now() });
  return { environment: run.environment, action: deployment.action, outcome: "Succeeded", changes: entries.length };
};
