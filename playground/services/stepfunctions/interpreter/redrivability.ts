import type { ExecutionRecord } from "./execution-record.ts";
import { largestHistory } from "./history.ts";

const day = 24 * 60 * 60 * 1000;

/** Why the execution cannot be redriven at this time, in AWS's words; undefined if it can. */
export const redrivability = (
  { status, startDate, stopDate, eventCount }: ExecutionRecord,
  now: number,
): string | undefined => {
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  // One event tells of the redrive, and at least one of what it does.
  if (eventCount >= largestHistory - 1) return "Execution history event limit exceeded";
  if (now - startDate >= 365 * day) return "Execution has exceeded the max execution time";
  if (now - (stopDate ?? now) > 14 * day) return "Execution redrivable period exceeded";
  return undefined;
};
