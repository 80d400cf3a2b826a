import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionDoesNotExist,
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { messageOf } from "../../src/aws/lambda-error.ts";
import type { Clock } from "../../src/clock.ts";
import { AwsUnavailable, Throttled } from "../../src/errors.ts";
import { NotFollowed } from "../not-followed.ts";
import { type Happening, lineOf } from "./happening.ts";
import type { Telling } from "./telling.ts";
import { verdictIn } from "./verdict.ts";

/** The machine's own questions and waits, by the beginning of their states' names: nothing happens in them. */
const between = /^(Is|Choose|WaitTo)/;

/** What a person is told of one event of an execution; nothing for the events between. */
export const narrate = (event: HistoryEvent): Happening | undefined => {
  const state = event.stateEnteredEventDetails?.name;
  if (state !== undefined) return between.test(state) ? undefined : { type: "state", state };
  const verdict = verdictIn(event.stateExitedEventDetails?.output);
  if (verdict !== undefined) return { type: "verdict", ...verdict };
  const failure = event.lambdaFunctionFailedEventDetails ?? event.taskFailedEventDetails;
  if (failure !== undefined) {
    const { error = "failed" } = failure;
    return { type: "failure", error, reason: messageOf({ Error: failure.error, Cause: failure.cause }) };
  }
  if (event.lambdaFunctionTimedOutEventDetails !== undefined)
    return { type: "failure", error: "States.Timeout", reason: "the function did not answer in time" };
  return undefined;
};

/** Of one page: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
const mostEvents = 1_000;

/**
 * The events after number `seen`, oldest first. They are read newest first: a long history is not read again at every look. What happens
 * between two pages may move what they show: each event counts once, in the place of its number.
 */
export const historySince = async (
  client: SFNClient,
  executionArn: string,
  seen: number,
): Promise<readonly HistoryEvent[]> => {
  const events = new Map<number, HistoryEvent>();
  const asked = { executionArn, reverseOrder: true, maxResults: mostEvents };
  for await (const page of paginateGetExecutionHistory({ client }, asked)) {
    const fresh = (page.events ?? []).filter((event) => (event.id ?? 0) > seen);
    for (const event of fresh) events.set(event.id ?? 0, event);
    if (fresh.length < (page.events ?? []).length) break;
  }
  return [...events.values()].toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0));
};

/** Whether something else is told than was just now: a wait looks many times and often sees the same. */
const withoutRepeats = (): ((told: Happening) => boolean) => {
  let state = "";
  let detail = "";
  return (told) => {
    const isState = told.type === "state";
    const line = lineOf(told);
    if (line === (isState ? state : detail)) return false;
    if (isState) state = line;
    detail = isState ? "" : line;
    return true;
  };
};

/** Between two looks, in milliseconds: usually, and at most while AWS does not answer. */
const usualPause = 1_000;
const longestPause = 30_000;

/** How long AWS may go without inForm a look before nobody looks any more, in milliseconds. */
const patience = 15 * 60_000;

/** How long what was just started may not be found, in milliseconds. */
const justStarted = 60_000;

interface Look {
  readonly execution: DescribeExecutionCommandOutput;
  readonly events: readonly HistoryEvent[];
}

const look = async (client: SFNClient, executionArn: string, seen: number): Promise<Look> => {
  const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
  return { execution, events: await historySince(client, executionArn, seen) };
};

/** Whether AWS may answer the same question a little later. */
export const mayPass = (error: unknown, sinceStart: number): boolean =>
  error instanceof Throttled ||
  error instanceof AwsUnavailable ||
  (error instanceof ExecutionDoesNotExist && sinceStart < justStarted);

const elapsedAt = (event: HistoryEvent, { startDate }: DescribeExecutionCommandOutput): number | undefined =>
  event.timestamp && startDate && Math.max(0, event.timestamp.getTime() - startDate.getTime());

/**
 * Follows an execution to its end, telling each step once. AWS's troubles are told and outlived; throws `NotFollowed` once AWS did not
 * answer for a quarter of an hour, or will not: the execution goes on all the same.
 */
export const follow = async (
  client: SFNClient,
  executionArn: string,
  telling: Telling,
  clock: Clock,
): Promise<DescribeExecutionCommandOutput> => {
  const tellOnce = withoutRepeats();
  const began = clock.now();
  let seen = 0;
  let lastAnswer = began;
  let pause = usualPause;
  for (;;) {
    try {
      const { execution, events } = await look(client, executionArn, seen);
      if (pause > usualPause) telling.say({ type: "note", reason: "AWS answers again." });
      pause = usualPause;
      lastAnswer = clock.now();
      for (const event of events) {
        seen = Math.max(seen, event.id ?? 0);
        const told = narrate(event);
        if (told !== undefined && tellOnce(told)) telling.say(told, elapsedAt(event, execution));
      }
      if (execution.status !== "RUNNING") return execution;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!mayPass(error, clock.now() - began)) throw new NotFollowed(message, { cause: error });
      if (clock.now() - lastAnswer >= patience)
        throw new NotFollowed(
          `AWS has not answered for ${Math.round((clock.now() - lastAnswer) / 60_000)} minutes: ${message}`,
          { cause: error },
        );
      if (pause === usualPause)
        telling.say({ type: "note", reason: `It goes on; AWS does not tell how: ${message} Looking again …` });
      pause = Math.min(pause * 2, longestPause);
    }
    telling.looked?.();
    await clock.sleep(pause);
  }
};
