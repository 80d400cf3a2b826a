import type { Clock } from "../../../world/clock.ts";
import type { Random } from "../../../world/random.ts";
import type { Result, StateType } from "../language/definition.ts";
import type { Expression } from "../language/expression.ts";
import { functions } from "../language/functions.ts";
import type { Json } from "../language/json.ts";
import { evaluateTemplate, type Template } from "../language/template.ts";
import { type Branch, type Variables, visibleVariables } from "./branch.ts";
import { contextObject, type ExecutionFacts } from "./context.ts";
import { StateFailure } from "./failure.ts";
import type { EventDetails, EventType, History } from "./history.ts";
import { checkResult, largestPayload, sizeOf } from "./limits.ts";
import type { TaskServices } from "./tasks/task-services.ts";

/** What the states of one run of an execution share. */
export interface Run {
  readonly clock: Clock;
  readonly random: Random;
  readonly facts: ExecutionFacts;
  readonly history: History;
  readonly services: TaskServices;
  /** Runs the states of a branch from where it stands; for the states that hold states. */
  readonly runBranch: (branch: Branch, signal: AbortSignal) => Promise<Json>;
}

/** Where a state leads. */
export interface Transition {
  readonly next: string | undefined;
  readonly output: Json;
  readonly assigned: Variables;
}

/** What an expression sees besides the state's input, and who asks. */
export interface Scope {
  readonly result?: Json;
  readonly errorOutput?: Json;
  readonly retryCount?: number;
  readonly taskToken?: string | undefined;
  readonly item?: Branch["item"];
}

/** One visit of one state. */
export interface Activation {
  readonly run: Run;
  readonly branch: Branch;
  readonly input: Json;
  /** Aborts when the state's work is no longer wanted. */
  readonly signal: AbortSignal;
  /** Adds an event to the history, after the branch's last one. */
  record(type: EventType, details?: EventDetails): void;
  /** The template's value. Rejects with States.QueryEvaluationError, after recording it. */
  evaluate(template: Template, scope?: Scope): Promise<Json>;
  /** The same, of the type that the field needs. */
  evaluateAs<T extends Json>(template: Template, expected: Expected<T>, scope?: Scope): Promise<T>;
  /** Evaluates `Output` and `Assign`, both with the variables as they were before. */
  conclude(next: string | undefined, result: Result, output: Json, scope?: Scope): Promise<Transition>;
  /** A failure that the interpreter found, which AWS words with the state's name. */
  failure(error: string, message: string): StateFailure;
}

/** The value that a field needs, where an expression may yield anything. */
export interface Expected<T extends Json> {
  readonly name: string;
  readonly accepts: (value: Json) => value is T;
}

export const text: Expected<string> = { name: "string", accepts: (value) => typeof value === "string" };
export const boolean: Expected<boolean> = { name: "boolean", accepts: (value) => typeof value === "boolean" };
export const list: Expected<readonly Json[]> = {
  name: "array",
  accepts: (value): value is readonly Json[] => Array.isArray(value),
};

/** A whole number of seconds (or of iterations) between `least` and AWS's 99,999,999. */
export const whole = (least: number): Expected<number> => ({
  name: `integer between ${least} and 99999999`,
  accepts: (value): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= 99_999_999,
});

/** Enters the state that the branch stands at, or comes back to it after a redrive. */
export const activate = (run: Run, branch: Branch, type: StateType, signal: AbortSignal): Activation => {
  const { position } = branch;
  const { input, state: name } = position;

  const record = (eventType: EventType, details?: EventDetails) => {
    signal.throwIfAborted();
    branch.lastEvent = run.history.add(eventType, branch.lastEvent, details);
  };

  // A redriven execution goes on inside the state that it stopped in; only "Fail" is entered again.
  if (position.entered === undefined || type === "Fail") {
    record(`${type}StateEntered`, {
      stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: { truncated: false } },
    });
    position.entered = { event: branch.lastEvent, time: run.clock.now() };
  }
  const { event } = position.entered;

  const failure = (error: string, message: string) =>
    new StateFailure(
      error,
      `An error occurred while executing the state '${name}' (entered at the event id #${event}). ${message}`,
    );

  const evaluationFailure = (location: string, message: string) => {
    const failed = failure("States.QueryEvaluationError", message);
    record("EvaluationFailed", {
      evaluationFailedEventDetails: {
        error: failed.error,
        cause: failed.reason,
        location: location.slice(0, 256),
        state: name,
      },
    });
    return failed;
  };

  const bindings = ({ result, errorOutput, retryCount = 0, taskToken, item }: Scope) => ({
    ...functions(run.clock.now(), run.random),
    ...visibleVariables(branch),
    states: {
      input,
      context: contextObject(run.facts, branch, retryCount, taskToken, item),
      ...(result === undefined ? {} : { result }),
      ...(errorOutput === undefined ? {} : { errorOutput }),
    },
  });

  const evaluate = async (template: Template, scope: Scope = {}) => {
    const known = bindings(scope);
    return evaluateTemplate(template, async (expression: Expression, field) => {
      const about = `The JSONata expression '${expression.source}' specified for the field '${field}'`;
      let value: Json | undefined;
      try {
        value = await expression.evaluate(known);
      } catch (error) {
        throw evaluationFailure(field, `${about} threw an error during evaluation. ${(error as Error).message}`);
      }
      if (value === undefined) throw evaluationFailure(field, `${about} returned nothing (undefined).`);
      return value;
    });
  };

  const evaluateAs = async <T extends Json>(template: Template, expected: Expected<T>, scope?: Scope): Promise<T> => {
    const value = await evaluate(template, scope);
    if (expected.accepts(value)) return value;
    const [source, field] = template.kind === "expression" ? [template.expression.source, template.field] : ["", ""];
    const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
    throw evaluationFailure(
      field,
      `The JSONata expression '${source}' specified for the field '${field}' returned an unexpected result type. ` +
        `Expected '${expected.name}', but was '${type}' for value: ${JSON.stringify(value)}`,
    );
  };

  const conclude = async (next: string | undefined, result: Result, fallback: Json, scope: Scope = {}) => {
    const output = result.output === undefined ? fallback : await evaluate(result.output, scope);
    checkResult(output, name);
    const assigned: Record<string, Json> = {};
    for (const [variable, template] of result.assign) assigned[variable] = await evaluate(template, scope);
    if (sizeOf(assigned) > largestPayload) {
      throw failure("States.DataLimitExceeded", "The size of the variables in Assign exceeds the maximum of 256 KiB.");
    }
    return { next, output, assigned };
  };

  return { run, branch, input, signal, record, evaluate, evaluateAs, conclude, failure };
};
