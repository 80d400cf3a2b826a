import type { SFNClient } from "@aws-sdk/client-sfn";
import * as z from "zod";
import { isLeftBehind, undoPrefix } from "../deployment/left-behind.ts";
import { log } from "../logger.ts";
import { type ExecutionEnd, executionName, startOnce } from "./execution.ts";
import { readLock } from "./journal-store.ts";
import type { Table } from "./table.ts";

interface Parts {
  readonly table: Table;
  readonly machines: SFNClient;
  readonly rollbackMachine: string;
}

const inputSchema = z.object({ environment: z.string(), deployment: z.string().optional() });

const inputOf = (input: string) => {
  try {
    return inputSchema.parse(JSON.parse(input));
  } catch {
    // A malformed input was refused before it locked anything.
    return undefined;
  }
};

/** Starts a rollback for an execution that ended and left its journal behind; answers whether it did. */
export const rollBackIfLeftBehind = async (
  { table, machines, rollbackMachine }: Parts,
  { name, status, input }: ExecutionEnd,
): Promise<boolean> => {
  const given = inputOf(input);
  if (given === undefined) return false;
  const { environment, deployment } = given;
  const open = await readLock(table, environment);
  if (open === undefined || !isLeftBehind({ name, deployment }, open)) return false;
  await startOnce(machines, rollbackMachine, rollbackName(name), {
    environment,
    deployment: open.deployment.id,
    requestedBy: `execution ended as ${status}`,
  });
  log("warn", "rollback started for an execution that left its journal behind", { environment, name, status });
  return true;
};

/** One name for each execution that ended. */
export const rollbackName = (ended: string): string => executionName(`${undoPrefix}${ended}`);
