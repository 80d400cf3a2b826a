import { dynamoDb, stepFunctions } from "../../src/aws/clients.ts";
import { everRegistered, moveRegistrations } from "../../src/aws/environment-store.ts";
import { executionEnd } from "../../src/aws/execution.ts";
import { openJournals } from "../../src/aws/journal-store.ts";
import { rollBackIfLeftBehind } from "../../src/aws/start-rollback.ts";
import { mainTable } from "../../src/aws/table.ts";
import { rollbackExecution } from "../../src/changes/journal.ts";
import { environmentVariable } from "../../src/env.ts";
import { logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const machines = stepFunctions();

const deployingMachines = () =>
  ["BLUE_GREEN_STATE_MACHINE_ARN", "ROLLING_UPDATE_STATE_MACHINE_ARN"].map((name) => environmentVariable(name));

/**
 * Looks whether whoever holds a lock still runs. AWS delivers the events of executions on best effort: what one that was lost would
 * have started, this starts a little later. What version 0.1 registered is moved to where it is found without a scan.
 */
export const handler = logged(async () => {
  const rollbackMachine = environmentVariable("ROLLBACK_STATE_MACHINE_ARN");
  const parts = { table, machines, rollbackMachine };
  const started: string[] = [];
  await moveRegistrations(table);
  for (const open of await openJournals(table, await everRegistered(table))) {
    const name = rollbackExecution(open.owner) ?? open.owner;
    const ends: Awaited<ReturnType<typeof executionEnd>>[] = [];
    for (const machine of [...deployingMachines(), rollbackMachine])
      ends.push(await executionEnd(machines, machine, name));
    if (ends.includes("runs")) continue;
    const end = ends.find((each) => typeof each === "object");
    if (end !== undefined && (await rollBackIfLeftBehind(parts, end))) started.push(open.environment);
  }
  return { started };
});
