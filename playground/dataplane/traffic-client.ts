/** The client process of `traffic.ts`: open-loop traffic up to a bound, every request counted. Ends when its parent does. */
import http from "node:http";
import https from "node:https";
import { machineNow } from "../world/wall-clock.ts";
import { type Counted, mostFailures } from "./ledger.ts";
import type { TrafficCommand, TrafficPlan, TrafficReport } from "./traffic.ts";

const plan = JSON.parse(process.argv[2] ?? "") as TrafficPlan;
const tick = 5;
const reportEvery = 200;

/** Connections to each listener. When all are busy requests wait for one: new handshakes would only slow the rest down. */
const maxSockets = 64;

const agents = {
  "http:": new http.Agent({ keepAlive: true, maxSockets }),
  "https:": new https.Agent({ keepAlive: true, maxSockets, rejectUnauthorized: false }),
};

/**
 * `tcp:` and `tls:` are listeners of network load balancers, before servers that speak HTTP: a request over a connection of its own, since
 * connections are what is balanced there.
 */
const targets = plan.targets.map(({ url, listener }) => {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const secure = protocol === "https:" || protocol === "tls:";
  const ofItsOwn = protocol === "tcp:" || protocol === "tls:";
  const options = {
    host: hostname,
    port: port === "" ? (secure ? 443 : 80) : Number(port),
    path: pathname + search,
    agent: ofItsOwn ? false : secure ? agents["https:"] : agents["http:"],
    rejectUnauthorized: false,
    timeout: plan.timeout,
  };
  return { url, listener, options, request: secure ? https.request : http.request };
});
type Target = (typeof targets)[number];

let counted = new Map<string, Counted>();
let failures: TrafficReport["failures"][number][] = [];
/** Requests that were due so far, sent or not, and those of them since the last report that were not sent. */
let due = 0;
let notSent = 0;
/** How to give up each request that has not ended. */
const outstanding = new Set<() => void>();
let drained: (() => void) | undefined;

interface Outcome {
  readonly status: number;
  readonly version?: string | undefined;
  readonly instance?: string | undefined;
  readonly error?: string;
}

const count = ({ url, listener }: Target, { status, version, instance, error }: Outcome) => {
  const failed = error !== undefined || status >= 500;
  const key = `${listener} ${status} ${version} ${instance} ${failed}`;
  counted.set(key, { listener, status, version, instance, failed, count: (counted.get(key)?.count ?? 0) + 1 });
  if (failed && failures.length < mostFailures) {
    failures.push({
      machine: machineNow(),
      listener,
      url,
      status,
      ...(error === undefined ? {} : { error }),
      ...(instance === undefined ? {} : { instance }),
    });
  }
};

const header = (response: http.IncomingMessage, name: string) => response.headers[name]?.toString();

const send = (target: Target) => {
  const request = target.request(target.options);
  let ended = false;
  const end = (outcome: Outcome) => {
    if (ended) return;
    ended = true;
    outstanding.delete(giveUp);
    count(target, outcome);
    if (outstanding.size === 0) drained?.();
  };
  const giveUp = () => {
    end({ status: 0, error: "no answer before the traffic was stopped" });
    request.destroy();
  };
  outstanding.add(giveUp);
  request.on("timeout", () => request.destroy(new Error(`no answer within ${plan.timeout} ms`)));
  request.on("error", (error) => end({ status: 0, error: error.message }));
  request.on("response", (response) => {
    const status = response.statusCode ?? 0;
    const version = header(response, "x-release");
    const instance = header(response, "x-instance");
    response.on("error", (error) => end({ status, version, instance, error: error.message }));
    response.on("end", () => end({ status, version, instance }));
    response.resume();
  });
  request.end();
};

const report = (answers?: number) => {
  const message: TrafficReport = {
    counted: [...counted.values()],
    failures,
    notSent,
    ...(answers === undefined ? {} : { answers }),
  };
  if (message.counted.length === 0 && notSent === 0 && answers === undefined) return;
  counted = new Map();
  failures = [];
  notSent = 0;
  process.send?.(message);
};

const begun = performance.now();
const sending = setInterval(() => {
  const dueNow = Math.floor(((performance.now() - begun) / 1000) * plan.rate);
  for (; due < dueNow; due++) {
    const target = targets[due % targets.length];
    // Requests that queue up here would all be late, and their timeouts cost the new connections that keep it so.
    if (target === undefined || outstanding.size >= plan.mostOutstanding) notSent += 1;
    else send(target);
  }
}, tick);
setInterval(report, reportEvery);

const stop = async (deadline: number) => {
  clearInterval(sending);
  await new Promise<void>((resolve) => {
    drained = resolve;
    if (outstanding.size === 0) resolve();
    setTimeout(resolve, deadline);
  });
  for (const giveUp of outstanding) giveUp();
};

process.on("message", async (message) => {
  const command = message as TrafficCommand;
  if (command.command === "stop") await stop(command.deadline);
  report(command.question);
});
process.on("disconnect", () => process.exit());
// Ctrl-C reaches the whole process group: the parent decides when to stop, and still asks for the ledger.
process.on("SIGINT", () => {});
