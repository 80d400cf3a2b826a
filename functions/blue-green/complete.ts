import { dynamoDb } from "../../src/aws/clients.ts";
import { closeJournal } from "../../src/aws/journal-store.ts";
import { type Run, tableName } from "../../src/aws/run.ts";
import { systemClock } from "../../src/clock.ts";

const table = dynamoDb();

/** Closes the journal, which stays as the audit trail, and frees the lock. */
export const handler = async (run: Run) => {
  const holder = { environment: run.environment, epoch: run.epoch, owner: run.deployment };
  const ending = { outcome: "Succeeded" as const, closedAt: systemClock.now() };
  const { deployment, entries } = await closeJournal(table, tableName(), holder, ending);
  return { environment: run.environment, action: deployment.action, outcome: "Succeeded", changes: entries.length };
};
