import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { messageOf } from "../../src/aws/lambda-error.ts";
import type { Clock } from "../../src/clock.ts";

/** The machine's own questions and waits, by the beginning of their states' names: nothing happens in them. */
const between = /^(Is|Choose|WaitTo)/;

/** What a person is told of one event of an execution; nothing for the events between. */
export const narrate = (event: HistoryEvent): string | undefined => {
  const entered = event.stateEnteredEventDetails?.name;
  if (entered !== undefined) return between.test(entered) ? undefined : `→ ${entered}`;
  const reason = reasonIn(event.stateExitedEventDetails?.output);
  if (reason !== undefined) return `  ${reason}`;
  const failure = event.lambdaFunctionFailedEventDetails ?? event.taskFailedEventDetails;
  if (failure !== undefined)
    return `  ${failure.error ?? "failed"}: ${messageOf({ Error: failure.error, Cause: failure.cause })}`;
  if (event.lambdaFunctionTimedOutEventDetails !== undefined) return "  the function did not answer in time";
  return undefined;
};

const parsed = (json: string | undefined): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(json ?? "null");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const reasonIn = (output: string | undefined): string | undefined => {
  const { reason, verdict } = parsed(output);
  return typeof reason === "string" && typeof verdict === "string" ? reason : undefined;
};

/**
 * The events after number `seen`, oldest first. They are read newest first: a long history is not read again at every look. What happens
 * between two pages may move what they show: each event counts once, in the place of its number.
 */
const historySince = async (
  client: SFNClient,
  executionArn: string,
  seen: number,
): Promise<readonly HistoryEvent[]> => {
  const events = new Map<number, HistoryEvent>();
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn, reverseOrder: true })) {
    const fresh = (page.events ?? []).filter((event) => (event.id ?? 0) > seen);
    for (const event of fresh) events.set(event.id ?? 0, event);
    if (fresh.length < (page.events ?? []).length) break;
  }
  return [...events.values()].toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0));
};

/** Leaves out what was just said: a wait looks many times and often sees the same. */
export const withoutRepeats = (tell: (line: string) => void): ((line: string) => void) => {
  let state = "";
  let detail = "";
  return (line) => {
    const isState = line.startsWith("→");
    if (line === (isState ? state : detail)) return;
    if (isState) state = line;
    detail = isState ? "" : line;
    tell(line);
  };
};

const pollMilliseconds = 1_000;

/** Follows an execution to its end, telling each step once. */
export const follow = async (
  client: SFNClient,
  executionArn: string,
  tell: (line: string) => void,
  clock: Clock,
): Promise<DescribeExecutionCommandOutput> => {
  const tellOnce = withoutRepeats(tell);
  let seen = 0;
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    for (const event of await historySince(client, executionArn, seen)) {
      seen = Math.max(seen, event.id ?? 0);
      const line = narrate(event);
      if (line !== undefined) tellOnce(line);
    }
    if (execution.status !== "RUNNING") return execution;
    await clock.sleep(pollMilliseconds);
  }
};
