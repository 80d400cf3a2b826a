import type { FunctionOutcome } from "../world/neighbours.ts";
import type { TimeScale } from "../world/wall-clock.ts";
import type { Invocation, LogLine } from "./launcher.ts";

/** What the launcher tells a new process, as its only argument. */
export interface ProcessBoot {
  readonly handler: string;
  readonly taskRoot: string;
  readonly time: TimeScale;
}

/** From the launcher to the process: an invocation, or that the world's time runs at another speed. */
export type ToProcess =
  | { readonly type: "invoke"; readonly invocation: Invocation }
  | { readonly type: "time"; readonly time: TimeScale };

/** From the process to the launcher. */
export type FromProcess =
  | { readonly type: "initialised"; readonly milliseconds: number }
  | { readonly type: "outcome"; readonly outcome: FunctionOutcome }
  /** The last word before the process ends: the outcome of what it was doing, which may be its initialisation. */
  | { readonly type: "dying"; readonly outcome: FunctionOutcome }
  | { readonly type: "log"; readonly line: Pick<LogLine, "requestId" | "level" | "message"> };
