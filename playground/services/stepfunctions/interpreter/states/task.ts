import type { TaskState } from "../../language/definition.ts";
import type { Json } from "../../language/json.ts";
import { type Activation, type EvaluationScope, type Transition, whole } from "../activation.ts";
import { withRetries } from "../attempts.ts";
import { untilAborted } from "../cancellation.ts";
import { StateFailure } from "../failure.ts";
import { checkResult } from "../limits.ts";
import { checkArguments } from "../tasks/arguments.ts";
import { invokeFunction, invokeLambda } from "../tasks/lambda.ts";
import { startNestedExecution } from "../tasks/start-execution.ts";
import { taskEvents } from "../tasks/task-events.ts";
import type { OpenToken } from "../tasks/task-tokens.ts";

interface Deadlines {
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
}

/** Has something else do the work: a Lambda function, another state machine, or whoever holds the task's token. */
export const task = (state: TaskState, activation: Activation): Promise<Transition> =>
  withRetries(state, activation, async (retryCount) => {
    const { tokens } = activation.run.services;
    const waitsForToken = state.resource.kind !== "function" && state.resource.pattern === "waitForTaskToken";
    const token = waitsForToken ? tokens.open() : undefined;
    try {
      const scope: EvaluationScope = { retryCount, taskToken: token?.token };
      const given =
        state.arguments === undefined ? activation.input : await activation.evaluate(state.arguments, scope);
      const deadlines = {
        timeout: state.timeoutSeconds && (await activation.evaluateAs(state.timeoutSeconds, whole(1), scope)),
        heartbeat: state.heartbeatSeconds && (await activation.evaluateAs(state.heartbeatSeconds, whole(1), scope)),
      };
      checkResult(given, state.name);
      const result = await attempt(state, activation, given, deadlines, token);
      return await activation.conclude(state.next, state, result, { retryCount, result });
    } finally {
      token?.close();
    }
  });

const isOver = new Error("The task is over.");

/** One attempt, with its events. */
const attempt = async (
  state: TaskState,
  activation: Activation,
  given: Json,
  deadlines: Deadlines,
  token: OpenToken | undefined,
): Promise<Json> => {
  const { resource } = state;
  const events = taskEvents(activation, resource);
  const over = new AbortController();
  // A function is not told that nobody waits for it any more.
  const signal = resource.kind === "function" ? over.signal : AbortSignal.any([activation.signal, over.signal]);
  checkArguments(activation, resource, given);
  events.scheduled(given, deadlines.timeout, deadlines.heartbeat);
  events.started();
  try {
    const result = await withDeadlines(activation, deadlines, token, () => {
      switch (resource.kind) {
        case "function":
          return invokeFunction(activation, resource.arn, given);
        case "lambda:invoke":
          return callback(invokeLambda(activation, given), token, signal, events.submitted);
        case "states:startExecution":
          return callback(
            startNestedExecution(activation, resource.pattern, given, signal, events.submitted),
            token,
            signal,
            events.submitted,
          );
      }
    });
    checkResult(result, resource.kind === "function" ? resource.arn : (resource.kind.split(":")[0] ?? ""));
    events.succeeded(result);
    return result;
  } catch (failure) {
    if (failure instanceof StateFailure) {
      if (failure.error === "States.Timeout") events.timedOut(failure);
      else events.failed(failure);
    }
    throw failure;
  } finally {
    // With a reason of its own: to make the usual one takes long.
    over.abort(isOver);
  }
};

/** With a token, the task is not over when the call is: whoever has the token ends it. */
const callback = async (
  call: Promise<Json>,
  token: OpenToken | undefined,
  signal: AbortSignal,
  submitted: (response: Json) => void,
): Promise<Json> => {
  if (token === undefined) return call;
  const afterCall = async () => {
    const response = await call;
    if (!signal.aborted) submitted(response);
    return token.outcome;
  };
  return Promise.race([token.outcome, afterCall()]);
};

/** Fails with States.Timeout when the task takes too long or, with a token, when no heartbeat comes in time. */
const withDeadlines = (
  { run: { clock }, signal }: Activation,
  { timeout, heartbeat }: Deadlines,
  token: OpenToken | undefined,
  work: () => Promise<Json>,
): Promise<Json> =>
  untilAborted(signal, (resolve, reject) => {
    const cancels: (() => void)[] = [];
    if (timeout !== undefined) {
      cancels.push(clock.after(timeout * 1000, () => reject(new StateFailure("States.Timeout"))));
    }
    if (heartbeat !== undefined && token !== undefined) {
      // AWS records a missed heartbeat as States.Timeout; catchers and retriers know it by its own name too.
      const missed = () => reject(new StateFailure("States.Timeout", undefined, ["States.HeartbeatTimeout"]));
      let cancel = clock.after(heartbeat * 1000, missed);
      cancels.push(
        () => cancel(),
        token.onHeartbeat(() => {
          cancel();
          cancel = clock.after(heartbeat * 1000, missed);
        }),
      );
    }
    work().then(resolve, reject);
    return () => {
      for (const cancel of cancels) cancel();
    };
  });
