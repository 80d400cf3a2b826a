import type { Cancel } from "../../../../world/clock.ts";
import type { Functions } from "../../../../world/neighbours.ts";
import type { Need } from "../../../../world/service.ts";
import type { ExecutionRecord } from "../execution-record.ts";
import type { OpenToken } from "./task-tokens.ts";

/** What the tasks of an execution reach outside it, each under the state machine's role. */
export interface TaskServices {
  readonly region: string;
  readonly account: string;
  readonly functions: Functions;
  /** Throws AwsError if the state machine's role may not. */
  authorize(need: Need): void;
  readonly tokens: { open(): OpenToken };
  readonly children: Children;
}

/** The executions that an execution starts. */
export interface Children {
  /** As StartExecution does. Throws AwsError. */
  start(request: {
    readonly stateMachineArn: string;
    readonly name: string | undefined;
    readonly input: string;
  }): ExecutionRecord;
  /** Tells once when the execution has ended. */
  onEnd(executionArn: string, listener: (record: ExecutionRecord) => void): Cancel;
  stop(executionArn: string): void;
}
