import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Clock } from "../../../world/clock.ts";
import type { Random } from "../../../world/random.ts";
import type { Definition } from "../language/definition.ts";
import { functions } from "../language/functions.ts";
import type { Json } from "../language/json.ts";
import { evaluateTemplate } from "../language/template.ts";
import type { Run } from "./activation.ts";
import { type Branch, follow, startBranch } from "./branch.ts";
import { contextObject, type ExecutionFacts } from "./context.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import { Aborted, errorDetails, StateFailure } from "./failure.ts";
import { createHistory, type EventDetails, type EventType } from "./history.ts";
import { runBranch } from "./run-branch.ts";
import type { TaskServices } from "./tasks/task-services.ts";

/** The state machine as it was when the execution began: later updates do not touch it. */
export interface Revision {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: Definition;
  readonly definitionText: string;
  readonly revisionId: string;
  readonly updateDate: number;
}

export interface Execution {
  readonly revision: Revision;
  readonly events: readonly HistoryEvent[];
  record(): ExecutionRecord;
  start(): void;
  /** Aborts it. Nothing happens if it has ended. */
  stop(error: string | undefined, cause: string | undefined): void;
  /** Goes on where it ended without success, with the variables and results that it had. */
  redrive(): void;
  /** Aborts it before its next state: what deleting its state machine does. */
  stopAtNextTransition(): void;
  /** Lets go of its timers without a trace: the world ends. */
  abandon(): void;
}

interface Setting {
  readonly clock: Clock;
  readonly random: Random;
  readonly services: TaskServices;
  readonly revision: Revision;
  readonly arn: string;
  readonly name: string;
  readonly input: string;
  /** Told at every change of the execution's status. */
  readonly changed: (record: ExecutionRecord) => void;
}

/** An execution of a state machine, not yet started. */
export const createExecution = (setting: Setting): Execution => {
  const { clock, random, services, revision, arn, name, changed } = setting;
  const input = JSON.parse(setting.input) as Json;
  const history = createHistory(clock);
  const main: Branch = startBranch(revision.definition, input);
  let abort = new AbortController();
  let doomed = false;
  let record: ExecutionRecord = {
    executionArn: arn,
    stateMachineArn: revision.arn,
    name,
    status: "RUNNING",
    startDate: clock.now(),
    stopDate: undefined,
    input: setting.input,
    output: undefined,
    error: undefined,
    cause: undefined,
    redriveCount: 0,
    redriveDate: undefined,
    eventCount: 0,
  };

  const change = (changes: Partial<ExecutionRecord>) => {
    record = { ...record, ...changes, eventCount: history.events.length };
    changed(record);
  };

  const close = (
    status: ExecutionRecord["status"],
    event: { readonly type: EventType; readonly previous: number; readonly details: EventDetails },
    outcome: Partial<Pick<ExecutionRecord, "output" | "error" | "cause">>,
  ) => {
    history.close(event.type, event.previous, event.details);
    abort.abort(new Aborted(`The execution is ${status}`));
    change({ status, stopDate: clock.now(), ...outcome });
  };

  const succeed = (output: Json) => {
    const text = JSON.stringify(output);
    const details = { executionSucceededEventDetails: { output: text, outputDetails: { truncated: false } } };
    close("SUCCEEDED", { type: "ExecutionSucceeded", previous: main.lastEvent, details }, { output: text });
  };

  const fail = (failure: StateFailure) => {
    const details = errorDetails(failure);
    const event = { type: "ExecutionFailed", previous: main.lastEvent } as const;
    close("FAILED", { ...event, details: { executionFailedEventDetails: details } }, details);
  };

  const stop = (error: string | undefined, cause: string | undefined) => {
    if (record.status !== "RUNNING") return;
    const details = errorDetails(new StateFailure(error, cause));
    const event = {
      type: "ExecutionAborted",
      previous: 0,
      details: { executionAbortedEventDetails: details },
    } as const;
    close("ABORTED", event, details);
  };

  // AWS: the event names States.Timeout, DescribeExecution neither error nor cause.
  const timeOut = () => {
    const details = { executionTimedOutEventDetails: { error: "States.Timeout" } };
    close("TIMED_OUT", { type: "ExecutionTimedOut", previous: 0, details }, {});
  };

  const checkpoint = () => {
    if (doomed) stop(undefined, undefined);
  };

  const run = async (): Promise<void> => {
    const { signal } = abort;
    const facts: ExecutionFacts = {
      arn,
      name,
      input,
      startTime: record.startDate,
      redriveCount: record.redriveCount,
      redriveTime: record.redriveDate,
      machine: revision,
    };
    const interpreter: Run = {
      clock,
      random,
      facts,
      history,
      services,
      runBranch: (branch, branchSignal) => runBranch(interpreter, branch, branchSignal, checkpoint),
    };
    try {
      // The time that an execution may take begins anew with a redrive.
      const seconds = await timeoutSeconds(revision.definition, facts, main, random, clock);
      const cancel = seconds === undefined ? undefined : clock.after(seconds * 1000, timeOut);
      if (cancel !== undefined) signal.addEventListener("abort", cancel);
      succeed(await interpreter.runBranch(main, signal));
    } catch (failure) {
      if (signal.aborted) return;
      // Anything but a StateFailure is a fault of the playground: it must not look like the definition's.
      const message = `The playground's interpreter failed: ${String(failure)}`;
      fail(failure instanceof StateFailure ? failure : new StateFailure("States.Runtime", message));
    }
  };

  return {
    revision,
    events: history.events,
    record: () => record,
    start() {
      history.add("ExecutionStarted", 0, {
        executionStartedEventDetails: {
          input: setting.input,
          inputDetails: { truncated: false },
          roleArn: revision.roleArn,
        },
      });
      change({});
      void run();
    },
    stop,
    redrive() {
      const redriveCount = record.redriveCount + 1;
      const event = history.add("ExecutionRedriven", history.events.length, {
        executionRedrivenEventDetails: { redriveCount },
      });
      follow(main, event);
      abort = new AbortController();
      change({
        status: "RUNNING",
        stopDate: undefined,
        error: undefined,
        cause: undefined,
        redriveCount,
        redriveDate: clock.now(),
      });
      void run();
    },
    stopAtNextTransition: () => {
      doomed = true;
    },
    abandon: () => abort.abort(new Aborted("The world ends")),
  };
};

/** The machine's own `TimeoutSeconds`, which may be an expression over the execution's input. */
const timeoutSeconds = async (
  { timeoutSeconds: template }: Definition,
  facts: ExecutionFacts,
  main: Branch,
  random: Random,
  clock: Clock,
): Promise<number | undefined> => {
  if (template === undefined) return undefined;
  const context = contextObject(facts, main, 0, undefined);
  const bindings = { ...functions(clock.now(), random), states: { input: facts.input, context } };
  const value = await evaluateTemplate(template, async ({ source, evaluate }, field) => {
    const result = await evaluate(bindings).catch(() => undefined);
    if (typeof result === "number" && Number.isInteger(result) && result > 0) return result;
    const message = `The JSONata expression '${source}' specified for the field '${field}' is no positive whole number.`;
    throw new StateFailure("States.QueryEvaluationError", message);
  });
  return Number(value);
};
