import { dynamoDb, resourceClients } from "../../src/aws/clients.ts";
import { everyKind } from "../../src/aws/every-kind.ts";
import { readLock } from "../../src/aws/journal-store.ts";
import { mainTable } from "../../src/aws/table.ts";
import { openChanges } from "../../src/changes/open-changes.ts";
import { runbookText } from "../../src/deployment/runbook-text.ts";
import { logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const kinds = everyKind(resourceClients(), table);

interface Input {
  readonly environment: string;
  readonly deployment: string;
}

/** Says what a rollback that gave up has left, and the commands that finish it: a part of the execution's cause. Reads only. */
export const handler = logged(async ({ environment, deployment }: Input) => {
  const journal = await readLock(table, environment);
  if (journal?.deployment.id !== deployment)
    return { runbook: `Deployment '${deployment}' does not hold '${environment}' any more.` };
  return { runbook: runbookText(environment, await openChanges(journal, kinds)) };
});
