import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { addReport, type Counted, emptyLedger, type Failure, type Ledger } from "./ledger.ts";

/** What `traffic-client.ts` is started with. */
export interface TrafficPlan {
  /** Where requests go, in turn; `listener` names the url in the ledger. */
  readonly targets: readonly { readonly url: string; readonly listener: string }[];
  /** Requests a second over all targets, sent whether or not earlier ones were answered. */
  readonly rate: number;
  /** How long an answer may take, in real milliseconds. */
  readonly timeout: number;
}

/** What the client reports: what ended since its last report. */
export interface TrafficReport {
  readonly counted: readonly Counted[];
  readonly failures: readonly Failure[];
  /** The question that this report answers; absent for those it sends by itself. */
  readonly answers?: number;
}

export type TrafficCommand =
  | { readonly command: "report"; readonly question: number }
  | { readonly command: "stop"; readonly question: number; readonly deadline: number };

export interface Traffic {
  /** Everything that has ended until now. */
  ledger(): Promise<Ledger>;
  /** Sends no more, awaits what is outstanding for at most `deadline` milliseconds, and ends the client. */
  stop(deadline?: number): Promise<Ledger>;
}

const startClient = (plan: TrafficPlan): ChildProcess =>
  fork(fileURLToPath(new URL("traffic-client.ts", import.meta.url)), [JSON.stringify(plan)], { execArgv: [] });

/**
 * Sends steady traffic from a process of its own, so that the load of clients and of this process do not disturb each other.
 * `sideOf` names the Auto Scaling group that an instance belongs to.
 */
export const startTraffic = ({
  sideOf,
  timeout = 10_000,
  ...plan
}: Omit<TrafficPlan, "timeout"> & {
  readonly timeout?: number;
  readonly sideOf: (instance: string) => string | undefined;
}): Traffic => {
  const client = startClient({ ...plan, timeout });
  const sides = new Map<string, string | undefined>();
  const waiting = new Map<number, { resolve: (ledger: Ledger) => void; reject: (error: Error) => void }>();
  let ledger = emptyLedger;
  let questions = 0;
  let stopped: Promise<Ledger> | undefined;

  /** An instance is asked about once, while it surely exists: its answers keep their side after it is gone. */
  const side = (instance: string) => {
    const known = sides.get(instance) ?? sideOf(instance);
    sides.set(instance, known);
    return known;
  };

  client.on("message", (message) => {
    const report = message as TrafficReport;
    ledger = addReport(ledger, report, side);
    waiting.get(report.answers ?? -1)?.resolve(ledger);
    waiting.delete(report.answers ?? -1);
  });
  client.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`The traffic client ended: ${signal ?? code}`));
    waiting.clear();
  });

  const ask = (command: (question: number) => TrafficCommand): Promise<Ledger> =>
    new Promise((resolve, reject) => {
      const question = questions++;
      waiting.set(question, { resolve, reject });
      client.send(command(question), (error) => error && reject(error));
    });

  const stop = async (deadline: number) => {
    try {
      return await ask((question) => ({ command: "stop", question, deadline }));
    } finally {
      await end(client);
    }
  };

  return {
    ledger: () => stopped ?? ask((question) => ({ command: "report", question })),
    stop(deadline = 5_000) {
      stopped ??= stop(deadline);
      return stopped;
    },
  };
};

const end = (client: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (client.exitCode !== null || client.signalCode !== null) return resolve();
    client.once("exit", () => resolve());
    client.kill("SIGKILL");
  });
