import type { Template } from "./template.ts";

/**
 * A state machine's definition as the interpreter runs it: the Amazon States Language, JSONata states only, parsed, checked
 * and with every expression compiled. `parseDefinition` makes it.
 */
export interface Definition extends StateGroup {
  readonly timeoutSeconds: Template | undefined;
}

/** The states of a machine, of a branch of a Parallel state, or of the iterations of a Map state. */
export interface StateGroup {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type State =
  | TaskState
  | ChoiceState
  | WaitState
  | PassState
  | ParallelState
  | MapState
  | SucceedState
  | FailState;

export type StateType = State["type"];

/** Variable name to the template of its new value. */
export type Assignments = ReadonlyMap<string, Template>;

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitterStrategy: "FULL" | "NONE";
}

export interface Catcher extends Result {
  readonly errorEquals: readonly string[];
  readonly next: string;
}

/** What a state, a choice rule or a catcher makes of its result. */
export interface Result {
  readonly output: Template | undefined;
  readonly assign: Assignments;
}

interface Named {
  readonly name: string;
}

/** `next` is undefined where the definition says `End`. */
interface Flowing extends Named, Result {
  readonly next: string | undefined;
}

/** States whose failures can be retried and caught. */
export interface Retriable extends Flowing {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface TaskState extends Retriable {
  readonly type: "Task";
  readonly resource: TaskResource;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
}

export type TaskResource =
  | { readonly kind: "function"; readonly arn: string }
  | { readonly kind: "lambda:invoke"; readonly pattern: "request-response" | "waitForTaskToken" }
  | { readonly kind: "states:startExecution"; readonly pattern: "request-response" | "sync:2" | "waitForTaskToken" };

export interface ChoiceState extends Named, Result {
  readonly type: "Choice";
  readonly choices: readonly ChoiceRule[];
  readonly default: string | undefined;
}

export interface ChoiceRule extends Result {
  readonly condition: Template;
  readonly next: string;
}

export interface WaitState extends Flowing {
  readonly type: "Wait";
  readonly until: { readonly seconds: Template } | { readonly timestamp: Template };
}

export interface PassState extends Flowing {
  readonly type: "Pass";
}

export interface ParallelState extends Retriable {
  readonly type: "Parallel";
  readonly arguments: Template | undefined;
  readonly branches: readonly StateGroup[];
}

export interface MapState extends Retriable {
  readonly type: "Map";
  readonly items: Template;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: Template | undefined;
  readonly toleratedFailureCount: Template | undefined;
  readonly toleratedFailurePercentage: Template | undefined;
  readonly itemProcessor: StateGroup;
}

export interface SucceedState extends Named {
  readonly type: "Succeed";
  readonly output: Template | undefined;
}

export interface FailState extends Named {
  readonly type: "Fail";
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}
