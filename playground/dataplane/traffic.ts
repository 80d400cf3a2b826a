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
  /** How many requests may wait for their end; what would be due beyond that is not sent, and counted. */
  readonly mostOutstanding: number;
}

/** What the client reports: what ended since its last report. */
export interface TrafficReport {
  readonly counted: readonly Counted[];
  /** Of each, when it was, by the machine's time. */
  readonly failures: readonly (Omit<Failure, "time"> & { readonly machine: number })[];
  /** Requests that were due while too many waited for their end. */
  readonly notSent: number;
  /** The question that this report answers; absent for those it sends by itself. */
  readonly answers?: number;
}

export type TrafficCommand =
  | { readonly command: "report"; readonly question: number }
  | { readonly command: "stop"; readonly question: number; readonly deadline: number };

export interface Traffic {
  /** The client's process. */
  readonly pid: number | undefined;
  /** How the client ended, if it did without being asked to: the ledger stays as it was. */
  ended(): string | undefined;
  /** Everything that has ended until now. */
  ledger(): Promise<Ledger>;
  /** Sends no more, awaits what is outstanding for at most `deadline` milliseconds, and ends the client. */
  stop(deadline?: number): Promise<Ledger>;
}

const startClient = (plan: TrafficPlan): ChildProcess =>
  fork(fileURLToPath(new URL("traffic-client.ts", import.meta.url)), [JSON.stringify(plan)], { execArgv: [] });

interface Sender extends Omit<TrafficPlan, "timeout" | "mostOutstanding"> {
  readonly timeout?: number;
  readonly mostOutstanding?: number;
  /** The Auto Scaling group that an instance belongs to. */
  readonly sideOf: (instance: string) => string | undefined;
  /** The world's time at a moment of the machine's, both in milliseconds since the epoch; the machine's own by default. */
  readonly timeOf?: (machine: number) => number;
}

/** What the client's reports add up to. */
const addingUp = ({ sideOf, timeOf = (machine) => machine }: Pick<Sender, "sideOf" | "timeOf">) => {
  const sides = new Map<string, string | undefined>();
  let ledger = emptyLedger;
  /** An instance is asked about once, while it surely exists: its answers keep their side after it is gone. */
  const side = (instance: string) => {
    const known = sides.get(instance) ?? sideOf(instance);
    sides.set(instance, known);
    return known;
  };
  return {
    add(report: TrafficReport) {
      const failures = report.failures.map(({ machine, ...failure }) => ({
        time: new Date(timeOf(machine)).toISOString(),
        ...failure,
      }));
      ledger = addReport(ledger, { ...report, failures }, side);
    },
    ledger: () => ledger,
  };
};

/** Sends steady traffic from a process of its own, so that the load of clients and of this process do not disturb each other. */
export const startTraffic = ({ sideOf, timeOf, timeout = 10_000, mostOutstanding = 256, ...plan }: Sender): Traffic => {
  const client = startClient({ ...plan, timeout, mostOutstanding });
  const { add, ledger } = addingUp({ sideOf, ...(timeOf === undefined ? {} : { timeOf }) });
  const waiting = new Map<number, (ledger: Ledger) => void>();
  let questions = 0;
  let stopped: Promise<Ledger> | undefined;
  let died: string | undefined;

  client.on("message", (message) => {
    const report = message as TrafficReport;
    add(report);
    waiting.get(report.answers ?? -1)?.(ledger());
    waiting.delete(report.answers ?? -1);
  });
  client.on("exit", (code, signal) => {
    if (stopped === undefined) died = `The traffic client ended: ${signal ?? `exit code ${code}`}`;
    for (const resolve of waiting.values()) resolve(ledger());
    waiting.clear();
  });

  const ask = (command: (question: number) => TrafficCommand): Promise<Ledger> =>
    new Promise((resolve) => {
      // What a client that is gone reported is all that there is to know.
      if (!client.connected) return resolve(ledger());
      const question = questions++;
      waiting.set(question, resolve);
      client.send(command(question), () => {});
    });

  const stop = async (deadline: number) => {
    const last = await ask((question) => ({ command: "stop", question, deadline }));
    await end(client);
    return last;
  };

  return {
    pid: client.pid,
    ended: () => died,
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
