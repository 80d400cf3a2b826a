import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import type { Clock } from "../../src/clock.ts";

/** What a person is told of one event of an execution; nothing for the events between. */
export const narrate = (event: HistoryEvent): string | undefined => {
  const entered = event.stateEnteredEventDetails?.name;
  if (entered !== undefined) return /^(Is|Choose|WaitTo)/.test(entered) ? undefined : `→ ${entered}`;
  const reason = reasonIn(event.stateExitedEventDetails?.output);
  if (reason !== undefined) return `  ${reason}`;
  const failure = event.lambdaFunctionFailedEventDetails ?? event.taskFailedEventDetails;
  if (failure !== undefined) return `  ${failure.error ?? "failed"}: ${messageIn(failure.cause ?? "")}`;
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

/** The message of a function's error, out of the JSON that Lambda makes of it. */
export const messageIn = (cause: string): string => {
  const { errorMessage } = parsed(cause);
  return typeof errorMessage === "string" ? errorMessage : cause;
};

const historySince = async (
  client: SFNClient,
  executionArn: string,
  seen: number,
): Promise<readonly HistoryEvent[]> => {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({ executionArn, ...(nextToken === undefined ? {} : { nextToken }) }),
    );
    events.push(...(page.events ?? []).filter((event) => (event.id ?? 0) > seen));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
};

const pollMilliseconds = 1_000;

/** Follows an execution to its end, telling each step once. A choice state's exit repeats its input, so repeats are left out. */
export const follow = async (
  client: SFNClient,
  executionArn: string,
  tell: (line: string) => void,
  clock: Clock,
): Promise<DescribeExecutionCommandOutput> => {
  let seen = 0;
  let last = "";
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    for (const event of await historySince(client, executionArn, seen)) {
      seen = Math.max(seen, event.id ?? 0);
      const line = narrate(event);
      if (line !== undefined && line !== last) tell(line);
      last = line ?? last;
    }
    if (execution.status !== "RUNNING") return execution;
    await clock.sleep(pollMilliseconds);
  }
};
