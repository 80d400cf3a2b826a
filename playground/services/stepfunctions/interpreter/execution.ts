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
import { createHistory, type EventDetails, type EventType, type History } from "./history.ts";
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
  /** Whether States.ALL matches States.DataLimitExceeded. */
  readonly dataLimitIsCaught: boolean;
  readonly revision: Revision;
  readonly arn: string;
  readonly name: string;
  readonly input: string;
  /** Told at every change of the execution's status. */
  readonly changed: (record: ExecutionRecord) => void;
}

/** An execution with what changes while it runs. */
interface Running extends Setting {
  readonly parsedInput: Json;
  readonly history: History;
  readonly main: Branch;
  abort: AbortController;
  /** Its state machine was deleted: it ends before its next state. */
  doomed: boolean;
  record: ExecutionRecord;
}

/** An execution of a state machine, not yet started. */
export const createExecution = (setting: Setting): Execution => {
  const execution = notYetStarted(setting);
  const { revision, history } = execution;
  return {
    revision,
    events: history.events,
    record: () => execution.record,
    start() {
      history.add("ExecutionStarted", 0, {
        executionStartedEventDetails: {
          input: setting.input,
          inputDetails: { truncated: false },
          roleArn: revision.roleArn,
        },
      });
      change(execution, {});
      void run(execution);
    },
    stop: (error, cause) => stop(execution, error, cause),
    redrive: () => redrive(execution),
    stopAtNextTransition: () => {
      execution.doomed = true;
    },
    abandon: () => execution.abort.abort(new Aborted("The world ends")),
  };
};

const notYetStarted = (setting: Setting): Running => {
  const { clock, revision, arn, name } = setting;
  const parsedInput = JSON.parse(setting.input) as Json;
  return {
    ...setting,
    parsedInput,
    history: createHistory(clock),
    main: startBranch(revision.definition, parsedInput),
    abort: new AbortController(),
    doomed: false,
    record: {
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
    },
  };
};

const change = (execution: Running, changes: Partial<ExecutionRecord>) => {
  execution.record = { ...execution.record, ...changes, eventCount: execution.history.events.length };
  execution.changed(execution.record);
};

const close = (
  execution: Running,
  status: ExecutionRecord["status"],
  event: { readonly type: EventType; readonly previous: number; readonly details: EventDetails },
  outcome: Partial<Pick<ExecutionRecord, "output" | "error" | "cause">>,
) => {
  execution.history.close(event.type, event.previous, event.details);
  execution.abort.abort(new Aborted(`The execution is ${status}`));
  change(execution, { status, stopDate: execution.clock.now(), ...outcome });
};

const succeed = (execution: Running, output: Json) => {
  const text = JSON.stringify(output);
  const details = { executionSucceededEventDetails: { output: text, outputDetails: { truncated: false } } };
  const event = { type: "ExecutionSucceeded", previous: execution.main.lastEvent, details } as const;
  close(execution, "SUCCEEDED", event, { output: text });
};

const fail = (execution: Running, failure: StateFailure) => {
  const details = errorDetails(failure);
  const event = { type: "ExecutionFailed", previous: execution.main.lastEvent } as const;
  close(execution, "FAILED", { ...event, details: { executionFailedEventDetails: details } }, details);
};

const stop = (execution: Running, error: string | undefined, cause: string | undefined) => {
  if (execution.record.status !== "RUNNING") return;
  const details = errorDetails(new StateFailure(error, cause));
  const event = {
    type: "ExecutionAborted",
    previous: 0,
    details: { executionAbortedEventDetails: details },
  } as const;
  close(execution, "ABORTED", event, details);
};

// AWS: the event names States.Timeout, DescribeExecution neither error nor cause.
const timeOut = (execution: Running) => {
  const details = { executionTimedOutEventDetails: { error: "States.Timeout" } };
  close(execution, "TIMED_OUT", { type: "ExecutionTimedOut", previous: 0, details }, {});
};

const redrive = (execution: Running) => {
  const { clock, history, main } = execution;
  const redriveCount = execution.record.redriveCount + 1;
  const event = history.add("ExecutionRedriven", history.events.length, {
    executionRedrivenEventDetails: { redriveCount },
  });
  follow(main, event);
  execution.abort = new AbortController();
  change(execution, {
    status: "RUNNING",
    stopDate: undefined,
    error: undefined,
    cause: undefined,
    redriveCount,
    redriveDate: clock.now(),
  });
  void run(execution);
};

const run = async (execution: Running): Promise<void> => {
  const { clock, random, services, dataLimitIsCaught, revision, history, main, record } = execution;
  const { signal } = execution.abort;
  const facts: ExecutionFacts = {
    arn: execution.arn,
    name: execution.name,
    input: execution.parsedInput,
    startTime: record.startDate,
    redriveCount: record.redriveCount,
    redriveTime: record.redriveDate,
    machine: revision,
  };
  const checkpoint = () => {
    if (execution.doomed) stop(execution, undefined, undefined);
  };
  const interpreter: Run = {
    clock,
    random,
    facts,
    history,
    services,
    dataLimitIsCaught,
    runBranch: (branch, branchSignal) => runBranch(interpreter, branch, branchSignal, checkpoint),
  };
  try {
    // The time that an execution may take begins anew with a redrive.
    const seconds = await timeoutSeconds(revision.definition, facts, main, random, clock);
    const cancel = seconds === undefined ? undefined : clock.after(seconds * 1000, () => timeOut(execution));
    if (cancel !== undefined) signal.addEventListener("abort", cancel);
    succeed(execution, await interpreter.runBranch(main, signal));
  } catch (failure) {
    if (signal.aborted) return;
    // Anything but a StateFailure is a fault of the playground: it must not look like the definition's.
    const message = `The playground's interpreter failed: ${String(failure)}`;
    fail(execution, failure instanceof StateFailure ? failure : new StateFailure("States.Runtime", message));
  }
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
