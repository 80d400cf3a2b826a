import * as z from "zod";
import { dynamoDb, stepFunctions } from "../../src/aws/clients.ts";
import { readLock } from "../../src/aws/journal-store.ts";
import { tableName } from "../../src/aws/run.ts";
import { startRollback } from "../../src/aws/start-rollback.ts";
import { environmentVariable } from "../../src/env.ts";
import { log } from "../../src/logger.ts";

const [table, machines] = [dynamoDb(), stepFunctions()];

/** The part of "Step Functions Execution Status Change" that matters here. */
const event = z.object({
  detail: z.object({ name: z.string(), status: z.string(), input: z.string().nullish() }),
});

const environmentOf = (input: string): string | undefined => {
  try {
    return z.object({ environment: z.string() }).parse(JSON.parse(input)).environment;
  } catch {
    // A malformed input was refused before it locked anything.
    return undefined;
  }
};

/**
 * Starts the rollback for a deployment that ended with an open journal. No catcher inside an execution sees a StopExecution, the
 * execution's own timeout or a States.Runtime; this does. The rollback is idempotent: both triggers may fire.
 */
export const handler = async (input: unknown) => {
  const { name, status, input: executionInput } = event.parse(input).detail;
  const environment = environmentOf(executionInput ?? "");
  if (environment === undefined) return { started: false };
  const lock = await readLock(table, tableName(), environment);
  if (lock?.deployment.id !== name) return { started: false };
  await startRollback(machines, environmentVariable("ROLLBACK_STATE_MACHINE_ARN"), {
    environment,
    deployment: name,
    requestedBy: `execution ended as ${status}`,
  });
  log("warn", "rollback started for a deployment that ended with an open journal", { environment, name, status });
  return { started: true };
};
