import type { Revision } from "./interpreter/execution.ts";

/** A state machine. Times are milliseconds since the epoch. */
export interface StateMachine extends Revision {
  readonly status: "ACTIVE" | "DELETING";
  readonly creationDate: number;
  readonly tags: Readonly<Record<string, string>>;
}
