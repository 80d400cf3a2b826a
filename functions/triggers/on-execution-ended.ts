import * as z from "zod";
import { dynamoDb, stepFunctions } from "../../src/aws/clients.ts";
import { rollBackIfLeftBehind } from "../../src/aws/start-rollback.ts";
import { mainTable } from "../../src/aws/table.ts";
import { environmentVariable } from "../../src/env.ts";
import { logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const machines = stepFunctions();

/** The part of "Step Functions Execution Status Change" that matters here. */
const event = z.object({
  detail: z.object({ name: z.string(), status: z.string(), input: z.string().nullish() }),
});

/**
 * Starts the rollback for an execution that ended and left its journal behind. No catcher inside an execution sees a StopExecution,
 * the execution's own timeout or a States.Runtime; this does. The rollback is idempotent: both triggers may fire.
 */
export const handler = logged(async (given: unknown) => {
  const { name, status, input } = event.parse(given).detail;
  const rollbackMachine = environmentVariable("ROLLBACK_STATE_MACHINE_ARN");
  const parts = { table, machines, rollbackMachine };
  return { started: await rollBackIfLeftBehind(parts, { name, status, input: input ?? "" }) };
});
