/** The load, from a process of its own: what clients do does not disturb what it measures. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What `load-client.ts` is started with. */
export interface LoadPlan {
  /** Where requests go, in turn. */
  readonly targets: readonly { readonly name: string; readonly url: string }[];
  /** Requests a second over all targets. */
  readonly rate: number;
  /** Connections to each target at most; what is due beyond them waits, and its latency counts. */
  readonly connections: number;
  /** How long an answer may take, in milliseconds. */
  readonly timeout: number;
}

/** What became of the requests that were due in a window. Moments are the machine's milliseconds since the epoch. */
export interface Window {
  readonly sent: number;
  /** How many answers ended in the window, whenever their requests were due. */
  readonly answered: number;
  /** By listener, status and release, as in `HTTP 200 2`; `unanswered`, and `waiting` for those that have not ended yet. */
  readonly outcomes: Readonly<
    Record<string, { readonly count: number; readonly first: number; readonly last: number }>
  >;
  /** Latencies of what was answered, in milliseconds from when it was due. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** Processor time that the load has taken since it began. */
  readonly millisecondsSpent: number;
}

export type LoadCommand = { readonly question: number } & (
  | { readonly command: "rate"; readonly rate: number }
  | { readonly command: "drain" }
  | { readonly command: "window"; readonly from: number; readonly to: number }
);

export interface LoadReply {
  readonly answers: number;
  readonly window?: Window;
}

type Asked<Command> = Command extends unknown ? Omit<Command, "question"> : never;

export interface SteadyLoad {
  /** From now on so many requests are due in a second. */
  rate(rate: number): Promise<void>;
  window(from: number, to: number): Promise<Window>;
  /** Sends no more and waits until all has ended. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts to send. */
export const startLoad = (plan: LoadPlan): SteadyLoad => {
  const script = fileURLToPath(new URL("load-client.ts", import.meta.url));
  const client: ChildProcess = fork(script, [JSON.stringify(plan)], { execArgv: [] });
  const waiting = new Map<number, (reply: LoadReply) => void>();
  let questions = 0;
  client.on("message", (message) => {
    const reply = message as LoadReply;
    waiting.get(reply.answers)?.(reply);
    waiting.delete(reply.answers);
  });
  const gone = once(client, "exit");
  const ask = async (command: Asked<LoadCommand>): Promise<LoadReply> => {
    const question = questions++;
    const reply = new Promise<LoadReply>((resolve) => waiting.set(question, resolve));
    client.send({ ...command, question } as LoadCommand);
    return Promise.race([
      reply,
      gone.then(([code]) => {
        throw new Error(`The load's process ended with ${code}.`);
      }),
    ]);
  };
  return {
    rate: async (rate) => void (await ask({ command: "rate", rate })),
    drain: async () => void (await ask({ command: "drain" })),
    async window(from, to) {
      const { window } = await ask({ command: "window", from, to });
      if (window === undefined) throw new Error("The load did not tell of a window.");
      return window;
    },
    async stop() {
      client.kill("SIGKILL");
      await gone;
    },
  };
};
