import type { Authorizer, Functions, Metrics } from "../../world/neighbours.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Execution } from "./interpreter/execution.ts";
import type { ExecutionRecord } from "./interpreter/execution-record.ts";
import type { TaskTokens } from "./interpreter/tasks/task-tokens.ts";
import type { StateMachine } from "./state-machine.ts";

/** What every operation of Step Functions works on. */
export interface StepFunctionsContext {
  readonly surroundings: Surroundings;
  readonly functions: Functions;
  readonly authorizer: Authorizer;
  readonly metrics: Metrics | undefined;
  readonly tokens: TaskTokens;
  /** The state machines, by ARN. */
  readonly machines: Records<StateMachine>;
  /** The executions by ARN, in the order of their start; and what reads see of them. */
  readonly executions: Map<string, Execution>;
  readonly executionRecords: Records<ExecutionRecord>;
  /** Who is told when an execution ends, by its ARN. */
  readonly endListeners: Map<string, Set<(record: ExecutionRecord) => void>>;
  /** The latest redrives of each execution that carried a client token, by its ARN. */
  readonly redrives: Map<string, readonly PastRedrive[]>;
  /** Aborts when the world ends, and nothing is to be stopped any more. */
  readonly end: AbortController;
}

export interface PastRedrive {
  readonly clientToken: string;
  readonly redriveDate: number;
}
