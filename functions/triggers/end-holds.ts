import { autoScaling, cloudWatch, dynamoDb, stepFunctions } from "../../src/aws/clients.ts";
import { registrations } from "../../src/aws/environment-store.ts";
import { locksOf } from "../../src/aws/journal-store.ts";
import { startEndOfHolds } from "../../src/aws/start-end-hold.ts";
import { mainTable } from "../../src/aws/table.ts";
import { environmentVariable } from "../../src/env.ts";
import { logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const clients = { autoScaling: autoScaling(), cloudWatch: cloudWatch(), machines: stepFunctions() };

/**
 * Looks for holds that are over, and starts a deployment that ends each: it takes the environment's lock, journals, and is rolled back or
 * gone on with, as any other. An environment that is busy is left to the deployment that runs, or to the next look.
 */
export const handler = logged(async () => {
  const blueGreenMachine = environmentVariable("BLUE_GREEN_STATE_MACHINE_ARN");
  const started: string[] = [];
  const names = (await registrations(table)).map(({ name }) => name);
  for (const lock of await locksOf(table, names))
    if (await startEndOfHolds({ ...clients, blueGreenMachine }, lock)) started.push(lock.environment);
  return { started };
});
