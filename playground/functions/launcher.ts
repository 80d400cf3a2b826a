import type { FunctionOutcome } from "../world/neighbours.ts";

/** A line of a function's log: what it wrote itself, or Lambda's own report on an invocation. */
export interface LogLine {
  readonly functionName: string;
  readonly requestId: string | undefined;
  readonly level: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "REPORT";
  readonly message: string;
  /** Written to the process's own output: the runtime puts time, request and level in front of what goes through the console only. */
  readonly isRaw?: true;
}

/** What an environment knows of a line. */
export type WrittenLine = Pick<LogLine, "requestId" | "level" | "message" | "isRaw">;

/** All that an execution environment needs to start. */
export interface EnvironmentBoot {
  /** The path of the zip file with the function's code. */
  readonly code: string;
  /** `functions/greet.handler` */
  readonly handler: string;
  /** Every variable that the function sees, but those that only the launcher can know. */
  readonly variables: Readonly<Record<string, string>>;
  readonly log: (line: WrittenLine) => void;
  /** Called once when the environment is gone, for whatever reason. */
  readonly ended: () => void;
}

export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  readonly functionArn: string;
  /** When the function times out, in the world's milliseconds since the epoch. */
  readonly deadline: number;
}

/** How the function's code loaded: `milliseconds` are the machine's, not the world's. */
export type Initialisation =
  | { readonly ok: true; readonly milliseconds: number }
  | { readonly ok: false; readonly outcome: FunctionOutcome };

/** One execution environment of a function: a process, or a simulated one. It runs one invocation at a time. */
export interface ExecutionEnvironment {
  /** Never rejects. */
  readonly initialised: Promise<Initialisation>;
  /** Never rejects: an environment that dies answers with Lambda's error for that. */
  invoke(invocation: Invocation): Promise<FunctionOutcome>;
  /** Ends it at once, with what it is doing. */
  kill(): void;
}

/** Starts execution environments. */
export interface FunctionLauncher {
  launch(boot: EnvironmentBoot): ExecutionEnvironment;
  /** Ends what the launcher started; resolves when nothing of it is left. */
  stop(): Promise<void>;
}
