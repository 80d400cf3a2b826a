/** Where a deployment stands, as a person tells it: phases, and in them stops. Each loop of look, choice and wait is one stop. */

export type StopState = "done" | "here" | "failed" | "ahead" | "not reached" | "skipped";

/** One stop: a state of the machine, or a loop of three of them. */
export interface Stop {
  /** The state that does the work: `AwaitHealthy`. */
  readonly state: string;
  /** As a person says it: "becomes healthy". */
  readonly says: string;
  readonly stands: StopState;
  readonly since: string | null;
  readonly endedAt: string | null;
  readonly looks: number;
  readonly retries: number;
  /** What the last look said, or the error's name with its words. */
  readonly reason: string | null;
  /** Until when it waits at most, and when it looks again. */
  readonly until: string | null;
  readonly nextLook: string | null;
}

export interface Phase {
  readonly name: string;
  readonly stands: StopState;
  readonly since: string | null;
  readonly endedAt: string | null;
  readonly stops: readonly Stop[];
}

/** The rollback is a branch: empty where none began. */
export interface Rail {
  readonly phases: readonly Phase[];
  readonly rollback: readonly Stop[];
  /** How the execution ended: `Done`, `Refused`, `RolledBack`, `RollbackFailed`…; null while it runs. */
  readonly end: string | null;
}
