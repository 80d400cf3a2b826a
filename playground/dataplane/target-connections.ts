import type { IncomingMessage } from "node:http";
import net, { type Socket } from "node:net";
import tls from "node:tls";
import type { Address } from "../world/neighbours.ts";
import { type AnswerListener, answerReader } from "./answer-reader.ts";
import type { RawHeaders } from "./headers.ts";

/** A request to a target, as it goes over the wire. */
export interface TargetRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: RawHeaders;
  /** Where its body comes from; it is sent in chunks if the headers say so. */
  readonly body: IncomingMessage | undefined;
  /** How long a target may keep silent, in real milliseconds. */
  readonly timeout: number;
}

/** How a request failed: `stale` if its connection, which had been used before, ended without a byte of an answer. */
export type Failed = "timeout" | "stale" | "broken";

export interface TargetListener extends AnswerListener {
  /** Some of the answer was read; what comes with it was told. */
  flush(): void;
  /** Called at most once, and not after `end`. */
  failed(how: Failed): void;
}

/** A request on its way. */
export interface Sent {
  /** Gives it up; nothing more is told of it. */
  abandon(): void;
  pause(): void;
  resume(): void;
}

/** As many as wait for work at one address; further ones are closed. */
const mostIdle = 1024;

interface Exchange {
  readonly reader: ReturnType<typeof answerReader>;
  readonly listener: TargetListener;
  /** Whether the request is sent, its body too. */
  sent: boolean;
  whole: boolean;
}

interface Connection {
  readonly socket: Socket;
  used: boolean;
  exchange: Exchange | undefined;
}

const headOf = ({ method, path, headers }: TargetRequest, connection: "keep-alive" | "close"): string => {
  let text = `${method} ${path} HTTP/1.1\r\n`;
  for (let index = 0; index < headers.length; index += 2) text += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return `${text}Connection: ${connection}\r\n\r\n`;
};

/** Sends a body on as fast as the target takes it, in chunks if its length is not known. */
const sendBody = (body: IncomingMessage, socket: Socket, sent: () => void): void => {
  const chunked = body.headers["transfer-encoding"] !== undefined;
  body.on("data", (chunk: Buffer) => {
    if (chunked) socket.write(`${chunk.length.toString(16)}\r\n`, "latin1");
    let room = socket.write(chunk);
    if (chunked) room = socket.write("\r\n", "latin1");
    if (room) return;
    body.pause();
    socket.once("drain", () => body.resume());
  });
  body.on("end", () => {
    if (chunked) socket.write("0\r\n\r\n", "latin1");
    sent();
  });
};

interface Pool {
  readonly secure: boolean;
  /** By address; the last that was used is used first: it is the least likely to have gone stale. */
  readonly idle: Map<string, Connection[]>;
  readonly all: Set<Connection>;
  readonly sessions: Map<string, Buffer>;
}

const fail = (connection: Connection, how: Failed): void => {
  const { exchange } = connection;
  connection.exchange = undefined;
  connection.socket.destroy();
  if (exchange?.whole === false) exchange.listener.failed(how);
};

const read = (connection: Connection, chunk: Buffer): void => {
  const { exchange } = connection;
  // Nobody asked for anything.
  if (exchange === undefined) return void connection.socket.destroy();
  try {
    exchange.reader.read(chunk);
  } catch {
    fail(connection, "broken");
  }
  if (connection.exchange === exchange || exchange.whole) exchange.listener.flush();
};

const open = ({ secure, sessions }: Pool, key: string, { host, port }: Address): Socket => {
  if (!secure) return net.connect({ host, port, noDelay: true });
  const session = sessions.get(key);
  const socket = tls.connect({ host, port, rejectUnauthorized: false, ...(session === undefined ? {} : { session }) });
  socket.setNoDelay(true);
  socket.on("session", (given) => sessions.set(key, given));
  return socket;
};

const ended = ({ all, idle }: Pool, key: string, connection: Connection): void => {
  all.delete(connection);
  const waiting = idle.get(key);
  const index = waiting?.indexOf(connection) ?? -1;
  if (index !== -1) waiting?.splice(index, 1);
  const { exchange } = connection;
  if (exchange === undefined) return;
  if (exchange.reader.closed()) exchange.listener.flush();
  else fail(connection, connection.used && !exchange.reader.begun() ? "stale" : "broken");
};

const connect = (pool: Pool, key: string, address: Address): Connection => {
  const connection: Connection = { socket: open(pool, key, address), used: false, exchange: undefined };
  const { socket } = connection;
  pool.all.add(connection);
  socket.on("data", (chunk: Buffer) => read(connection, chunk));
  socket.on("timeout", () => {
    if (connection.exchange !== undefined) fail(connection, "timeout");
  });
  // "close" follows.
  socket.on("error", () => {});
  socket.on("close", () => ended(pool, key, connection));
  return connection;
};

const release = ({ idle }: Pool, key: string, connection: Connection): void => {
  connection.exchange = undefined;
  connection.used = true;
  const waiting = idle.get(key) ?? [];
  idle.set(key, waiting);
  if (waiting.length < mostIdle) waiting.push(connection);
  else connection.socket.destroy();
};

/** Sends a request over an idle connection, or over a new one if there is none; or over a `fresh` one that nothing else uses. */
const send = (pool: Pool, address: Address, request: TargetRequest, listener: TargetListener, fresh: boolean): Sent => {
  const key = `${address.host}:${address.port}`;
  const connection = (fresh ? undefined : pool.idle.get(key)?.pop()) ?? connect(pool, key, address);
  const { socket } = connection;
  const reader = answerReader(request.method, {
    head: listener.head,
    data: listener.data,
    end(stays) {
      // It was given up as it came.
      if (connection.exchange !== exchange) return;
      exchange.whole = true;
      // A target that answered before it had the whole request is asked nothing more on this connection.
      if (stays && !fresh && exchange.sent && !socket.destroyed) release(pool, key, connection);
      else socket.destroy();
      listener.end(stays);
    },
  });
  const exchange: Exchange = { reader, listener, sent: request.body === undefined, whole: false };
  connection.exchange = exchange;
  if (socket.timeout !== request.timeout) socket.setTimeout(request.timeout);
  socket.write(headOf(request, fresh ? "close" : "keep-alive"), "latin1");
  if (request.body !== undefined)
    sendBody(request.body, socket, () => {
      exchange.sent = true;
    });
  return {
    abandon() {
      if (connection.exchange !== exchange) return;
      connection.exchange = undefined;
      socket.destroy();
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  };
};

/**
 * Connections to targets over HTTP/1.1, kept open and shared by whoever sends to the same address. Node's own client does more for each
 * request than all the rest of the way takes.
 */
export const targetConnections = (secure: boolean) => {
  const pool: Pool = { secure, idle: new Map(), all: new Set(), sessions: new Map() };
  return {
    send: (address: Address, request: TargetRequest, listener: TargetListener, fresh: boolean) =>
      send(pool, address, request, listener, fresh),
    /** Ends all of them. */
    close() {
      for (const { socket } of pool.all) socket.destroy();
    },
  };
};

export type TargetConnections = ReturnType<typeof targetConnections>;
