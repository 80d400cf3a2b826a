/** One deployment of the story: started as CI would start it, followed, and measured by what AWS tells of it afterwards. */
import {
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { follow } from "../../command/deployments/follow.ts";
import { lineOf } from "../../command/deployments/happening.ts";
import type { Clock } from "../../src/clock.ts";
import type { AskedRelease } from "../../src/deployment/request.ts";

/** An API call in the playground's ledger. `time` is the world's, in milliseconds. */
export interface Call {
  readonly time: number;
  readonly principal?: string;
  readonly outcome: string;
}

/** An execution's input. */
export interface DeploymentRequest {
  readonly environment: string;
  readonly action: string;
  readonly release?: AskedRelease;
  readonly requestedBy: string;
}

export interface Ended {
  readonly status: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** In the world's milliseconds. */
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly transitions: number;
}

const startsAttempt = /^(LambdaFunctionScheduled|TaskScheduled|ParallelStateStarted|MapStateStarted)$/;

/**
 * The state transitions that AWS bills: one for each state entered, and one for each retry, which shows as an attempt that does
 * not follow the entering of its state.
 */
export const transitionsOf = (events: readonly HistoryEvent[]): number => {
  const entered = new Set(events.filter(({ type }) => type?.endsWith("StateEntered")).map(({ id }) => id));
  const retries = events.filter(
    ({ type, previousEventId }) => startsAttempt.test(type ?? "") && !entered.has(previousEventId),
  );
  return entered.size + retries.length;
};

/**
 * The world's milliseconds between the first and the last listener that a deployment turned. The first caller is the deployment;
 * a rollback turns the listeners back under another role. Undefined if no listener was turned.
 */
export const listenerSkewOf = (
  calls: readonly Call[],
  { startedAt, stoppedAt }: Pick<Ended, "startedAt" | "stoppedAt">,
): number | undefined => {
  const during = calls.filter(
    ({ time, outcome }) => time >= startedAt && time <= stoppedAt && ["ok", "lost", "crash"].includes(outcome),
  );
  const times = during.filter(({ principal }) => principal === during[0]?.principal).map(({ time }) => time);
  return times.length === 0 ? undefined : Math.round(Math.max(...times) - Math.min(...times));
};

const history = async (client: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> => {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
    events.push(...(page.events ?? []));
  return events;
};

/** Starts the deployment `name` and answers how it ended; `tell` hears each step. */
export const run = async (
  client: SFNClient,
  machine: string,
  name: string,
  request: DeploymentRequest,
  tell: (line: string) => void,
  clock: Clock,
): Promise<Ended> => {
  const { executionArn = "" } = await client.send(
    new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(request) }),
  );
  const {
    status = "",
    error,
    cause,
    startDate,
    stopDate,
  } = await follow(client, executionArn, { say: (told) => tell(lineOf(told)) }, clock);
  return {
    status,
    error,
    cause,
    startedAt: startDate?.getTime() ?? Number.NaN,
    stoppedAt: stopDate?.getTime() ?? Number.NaN,
    transitions: transitionsOf(await history(client, executionArn)),
  };
};
