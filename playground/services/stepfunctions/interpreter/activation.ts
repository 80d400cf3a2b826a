import type { Clock } from "../../../world/clock.ts";
import type { Random } from "../../../world/random.ts";
import type { Result, StateType } from "../language/definition.ts";
import type { Expression } from "../language/expression.ts";
import { functions } from "../language/functions.ts";
import type { Json, JsonObject } from "../language/json.ts";
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
  /** Whether States.ALL matches States.DataLimitExceeded. */
  readonly dataLimitIsCaught: boolean;
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
export interface EvaluationScope {
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
  evaluate(template: Template, scope?: EvaluationScope): Promise<Json>;
  /** The same, of the type that the field needs. */
  evaluateAs<T extends Json>(template: Template, expected: Expected<T>, scope?: EvaluationScope): Promise<T>;
  /** Evaluates `Output` and `Assign`, both with the variables as they were before. */
  conclude(next: string | undefined, result: Result, output: Json, scope?: EvaluationScope): Promise<Transition>;
  /** A failure of the expression in `field`, which is recorded. */
  evaluationFailure(field: string, message: string): StateFailure;
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
/** What a Map runs over. AWS's own text names the array alone. */
export const items: Expected<readonly Json[] | JsonObject> = {
  name: "array",
  accepts: (value): value is readonly Json[] | JsonObject => typeof value === "object" && value !== null,
};
export const percentage: Expected<number> = {
  name: "number between 0 and 100",
  accepts: (value): value is number => typeof value === "number" && value >= 0 && value <= 100,
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

  const visit: Visit = { run, branch, input, name, event: position.entered.event, record };
  return {
    run,
    branch,
    input,
    signal,
    record,
    evaluate: (template, scope) => evaluate(visit, template, scope),
    evaluateAs: (template, expected, scope) => evaluateAs(visit, template, expected, scope),
    conclude: (next, result, output, scope) => conclude(visit, next, result, output, scope),
    evaluationFailure: (field, message) => evaluationFailure(visit, field, message),
    failure: (error, message) => failure(visit, error, message),
  };
};

/** What the evaluations in a state see of it. */
interface Visit extends Pick<Activation, "run" | "branch" | "input" | "record"> {
  /** The state's name. */
  readonly name: string;
  /** The id of the event with which the state was entered. */
  readonly event: number;
}

const failure = ({ name, event }: Visit, error: string, message: string) =>
  new StateFailure(
    error,
    `An error occurred while executing the state '${name}' (entered at the event id #${event}). ${message}`,
  );

const evaluationFailure = (visit: Visit, location: string, message: string) => {
  const failed = failure(visit, "States.QueryEvaluationError", message);
  visit.record("EvaluationFailed", {
    evaluationFailedEventDetails: {
      error: failed.error,
      cause: failed.reason,
      location: location.slice(0, 256),
      state: visit.name,
    },
  });
  return failed;
};

const bindings = (
  { run, branch, input }: Visit,
  { result, errorOutput, retryCount = 0, taskToken, item }: EvaluationScope,
) => ({
  ...functions(run.clock.now(), run.random),
  ...visibleVariables(branch),
  states: {
    input,
    context: contextObject(run.facts, branch, retryCount, taskToken, item),
    ...(result === undefined ? {} : { result }),
    ...(errorOutput === undefined ? {} : { errorOutput }),
  },
});

const evaluate = async (visit: Visit, template: Template, scope: EvaluationScope = {}): Promise<Json> => {
  const known = bindings(visit, scope);
  return evaluateTemplate(template, async (expression: Expression, field) => {
    const about = `The JSONata expression '${expression.source}' specified for the field '${field}'`;
    let value: Json | undefined;
    try {
      value = await expression.evaluate(known);
    } catch (error) {
      throw evaluationFailure(visit, field, `${about} threw an error during evaluation. ${(error as Error).message}`);
    }
    if (value === undefined) throw evaluationFailure(visit, field, `${about} returned nothing (undefined).`);
    return value;
  });
};

const evaluateAs = async <T extends Json>(
  visit: Visit,
  template: Template,
  expected: Expected<T>,
  scope?: EvaluationScope,
): Promise<T> => {
  const value = await evaluate(visit, template, scope);
  if (expected.accepts(value)) return value;
  const [source, field] = template.kind === "expression" ? [template.expression.source, template.field] : ["", ""];
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  throw evaluationFailure(
    visit,
    field,
    `The JSONata expression '${source}' specified for the field '${field}' returned an unexpected result type. ` +
      `Expected '${expected.name}', but was '${type}' for value: ${JSON.stringify(value)}`,
  );
};

const conclude = async (
  visit: Visit,
  next: string | undefined,
  result: Result,
  fallback: Json,
  scope: EvaluationScope = {},
): Promise<Transition> => {
  const output = result.output === undefined ? fallback : await evaluate(visit, result.output, scope);
  checkResult(output, visit.name);
  const assigned: Record<string, Json> = {};
  for (const [variable, template] of result.assign) assigned[variable] = await evaluate(visit, template, scope);
  if (sizeOf(assigned) > largestPayload) {
    throw failure(
      visit,
      "States.DataLimitExceeded",
      "The size of the variables in Assign exceeds the maximum of 256 KiB.",
    );
  }
  return { next, output, assigned };
};
