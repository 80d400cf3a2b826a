import { dynamoDb, stepFunctions } from "../../src/aws/clients.ts";
import { listEnvironments } from "../../src/aws/environment-store.ts";
import { readLock } from "../../src/aws/journal-store.ts";
import { endedExecution, rollBackIfLeftBehind } from "../../src/aws/start-rollback.ts";
import { mainTable } from "../../src/aws/table.ts";
import { rollbackExecution } from "../../src/changes/journal.ts";
import { environmentVariable } from "../../src/env.ts";

const [table, machines] = [mainTable(dynamoDb()), stepFunctions()];

/**
 * Looks whether whoever holds a lock still runs. AWS delivers the events of executions on best effort: what one that was lost would
 * have started, this starts a little later.
 */
export const handler = async () => {
  const rollbackMachine = environmentVariable("ROLLBACK_STATE_MACHINE_ARN");
  const parts = { table, machines, rollbackMachine };
  const started: string[] = [];
  for (const environment of await listEnvironments(table)) {
    const open = await readLock(table, environment);
    if (open === undefined) continue;
    const name = rollbackExecution(open.owner) ?? open.owner;
    const found = [
      await endedExecution(machines, environmentVariable("BLUE_GREEN_STATE_MACHINE_ARN"), name),
      await endedExecution(machines, rollbackMachine, name),
    ].filter((execution) => execution !== undefined);
    const [ended] = found;
    if (ended === undefined || found.includes("runs") || ended === "runs") continue;
    if (await rollBackIfLeftBehind(parts, ended)) started.push(environment);
  }
  return { started };
};
