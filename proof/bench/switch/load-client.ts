/**
 * The load's process: open loop, over HTTP and HTTPS, on connections that stay open. A request is due at its time whatever became of those
 * before it, and its latency counts from then. Everything is kept, and questions about any window are answered from that.
 *
 * It is small on purpose, as it shares the machine with what it measures: it writes and reads bytes on sockets, and understands of an
 * answer what it has to judge. Other generators have not been measured beside it.
 */
import net from "node:net";
import tls from "node:tls";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { answerParser } from "./answer-parser.ts";
import type { LoadCommand, LoadPlan, LoadReply, Window } from "./load.ts";
import { waitingLine } from "./waiting-line.ts";

const plan = JSON.parse(process.argv[2] ?? "") as LoadPlan;

/** How often what is due is sent, in milliseconds. */
const tick = 1;

/** What an answer was: its status and release as one text, and a number for it. */
const outcomes: string[] = ["unanswered"];
const numberOf = new Map<string, number>([["unanswered", 0]]);
const outcomeNumber = (status: number, release: string | undefined): number => {
  const outcome = `${status} ${release ?? "none"}`;
  const known = numberOf.get(outcome);
  if (known !== undefined) return known;
  numberOf.set(outcome, outcomes.length);
  return outcomes.push(outcome) - 1;
};

/** All requests in the order in which they were due; numbers in arrays of their type take no more than they must. */
const records = (() => {
  let room = 1 << 16;
  const columns = {
    due: new Float64Array(room),
    milliseconds: new Float32Array(room),
    outcome: new Int16Array(room),
    listener: new Uint8Array(room),
  };
  let count = 0;
  const grown = <T extends Float64Array | Float32Array | Int16Array | Uint8Array>(old: T, made: T): T => {
    made.set(old);
    return made;
  };
  return {
    columns,
    count: () => count,
    /** -1 as long as it waits for its end. */
    add(due: number, listener: number): number {
      if (count === room) {
        room *= 2;
        columns.due = grown(columns.due, new Float64Array(room));
        columns.milliseconds = grown(columns.milliseconds, new Float32Array(room));
        columns.outcome = grown(columns.outcome, new Int16Array(room));
        columns.listener = grown(columns.listener, new Uint8Array(room));
      }
      columns.due[count] = due;
      columns.outcome[count] = -1;
      columns.listener[count] = listener;
      return count++;
    },
    end(record: number, outcome: number) {
      if (columns.outcome[record] !== -1) return;
      columns.outcome[record] = outcome;
      columns.milliseconds[record] = machineNow() - (columns.due[record] ?? 0);
      outstanding -= 1;
    },
  };
})();
let outstanding = 0;

interface Connection {
  /** The request that waits for its answer here. */
  record: number;
  sentAt: number;
  readonly socket: net.Socket;
}

const open = (secure: boolean, to: { readonly host: string; readonly port: number }): net.Socket => {
  const socket = secure
    ? tls.connect({ ...to, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] })
    : net.connect(to);
  return socket.setNoDelay();
};

const read = (connection: Connection, ready: () => void) =>
  answerParser({
    answered(status, release, stays) {
      const { record, socket } = connection;
      if (record === -1) return void socket.destroy();
      connection.record = -1;
      records.end(record, outcomeNumber(status, release));
      if (stays) ready();
      else socket.destroy();
    },
    broken: () => connection.socket.destroy(),
  });

const senderTo = ({ url, name }: LoadPlan["targets"][number]) => {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const bytes = Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const secure = protocol === "https:";
  const free: Connection[] = [];
  const all = new Set<Connection>();
  const queue = waitingLine();

  const sendOn = (connection: Connection, record: number) => {
    connection.record = record;
    connection.sentAt = machineNow();
    connection.socket.write(bytes);
  };

  const connect = () => {
    const socket = open(secure, { host: hostname, port: Number(port) });
    const connection: Connection = { record: -1, sentAt: 0, socket };
    all.add(connection);
    const ready = () => {
      const next = queue.take();
      if (next === undefined) free.push(connection);
      else sendOn(connection, next);
    };
    socket.on("data", read(connection, ready));
    socket.on(secure ? "secureConnect" : "connect", ready);
    socket.on("error", () => {});
    socket.on("close", () => {
      all.delete(connection);
      const index = free.indexOf(connection);
      if (index !== -1) free.splice(index, 1);
      // The connection ended and the request had no answer: nobody tries it again.
      if (connection.record !== -1) records.end(connection.record, 0);
      else if (all.size === 0) for (const record of queue.takeWhile(() => true)) records.end(record, 0);
      if (queue.length() > 0 && all.size < plan.connections) connect();
    });
  };

  return {
    name,
    send(record: number) {
      const connection = free.pop();
      if (connection !== undefined) return sendOn(connection, record);
      queue.add(record);
      if (all.size < plan.connections) connect();
    },
    /** Gives up what got no answer for too long. */
    impatient(now: number) {
      for (const connection of all)
        if (connection.record !== -1 && now - connection.sentAt > plan.timeout) connection.socket.destroy();
      const isLate = (record: number) => now - (records.columns.due[record] ?? 0) > plan.timeout;
      for (const record of queue.takeWhile(isLate)) records.end(record, 0);
    },
  };
};
const senders = plan.targets.map(senderTo);

let { rate } = plan;
/** From when the requests of the present rate are due, and how many of them were. */
let begun = machineNow();
let sent = 0;
setInterval(() => {
  const now = machineNow();
  for (const dueNow = Math.floor(((now - begun) / 1000) * rate); sent < dueNow; sent++) {
    const listener = records.count() % senders.length;
    outstanding += 1;
    senders[listener]?.send(records.add(begun + (sent * 1000) / rate, listener));
  }
}, tick);
setInterval(() => {
  for (const sender of senders) sender.impatient(machineNow());
}, 500).unref();

/** The first request that was due at `moment` or later. */
const firstFrom = (moment: number): number => {
  const { due } = records.columns;
  let [low, high] = [0, records.count()];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((due[middle] ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
};

const windowOf = (from: number, to: number): Window => {
  const [first, end] = [firstFrom(from), firstFrom(to)];
  const { due, milliseconds, outcome, listener } = records.columns;
  const told: Record<string, { count: number; first: number; last: number }> = {};
  const latencies: number[] = [];
  for (let record = first; record < end; record++) {
    const number = outcome[record] ?? 0;
    const key = `${senders[listener[record] ?? 0]?.name} ${number === -1 ? "waiting" : outcomes[number]}`;
    const at = due[record] ?? 0;
    const known = told[key];
    if (known === undefined) told[key] = { count: 1, first: at, last: at };
    else {
      known.count += 1;
      known.last = at;
    }
    if (number > 0) latencies.push(milliseconds[record] ?? 0);
  }
  const sorted = Float64Array.from(latencies).sort();
  const percentile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  let answered = 0;
  for (let record = firstFrom(from - plan.timeout * 2); record < end; record++) {
    const ended = (due[record] ?? 0) + (milliseconds[record] ?? 0);
    if ((outcome[record] ?? 0) > 0 && ended >= from && ended < to) answered += 1;
  }
  return {
    sent: end - first,
    answered,
    outcomes: told,
    p50: percentile(0.5),
    p99: percentile(0.99),
    most: percentile(1),
    millisecondsSpent: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
  };
};

const drained = async () => {
  while (outstanding > 0) await new Promise((resolve) => setTimeout(resolve, 20));
};

process.on("message", async (command: LoadCommand) => {
  if (command.command === "rate") {
    ({ rate } = command);
    begun = machineNow();
    sent = 0;
  } else if (command.command === "drain") {
    rate = 0;
    await drained();
  }
  const reply: LoadReply = {
    answers: command.question,
    ...(command.command === "window" ? { window: windowOf(command.from, command.to) } : {}),
  };
  process.send?.(reply);
});
process.on("disconnect", () => process.exit());
process.on("SIGINT", () => {});
