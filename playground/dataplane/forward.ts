import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { DataPlaneFault } from "../world/neighbours.ts";
import type { WallClock } from "../world/wall-clock.ts";
import { answerError } from "./answers.ts";
import type { RoutedTarget } from "./data-plane.ts";
import { type Client, endToEnd, type HeaderRules, hasBody, requestHeaders } from "./headers.ts";
import { patience } from "./patience.ts";
import { type BodyFault, sendShaped } from "./shape.ts";

/** One request on its way through the load balancer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: RoutedTarget;
  /** The target group's protocol. */
  readonly protocol: "HTTP" | "HTTPS";
  readonly client: Client;
  readonly headers?: HeaderRules | undefined;
  /** What the way to the target, or from here to the client, does to the answer's body. */
  readonly shape?: BodyFault | undefined;
  /** World milliseconds. */
  readonly idleTimeout: number;
  /** The connection is reset when the target answers: it has done its work, and nobody learns of it. */
  readonly reset?: boolean;
  /** Further header lines of the answer. */
  readonly added: readonly string[];
  /** Called once with the status and whose it is. */
  readonly answered: (status: number, by: "target" | "elb") => void;
}

/** AWS: "the load balancer failed to establish a connection to the target before the connection timeout expired (10 seconds)". */
const connectTimeout = 10_000;

const idempotent = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);
const closedWhileIdle = new Set(["ECONNRESET", "EPIPE"]);

export interface Forwarder {
  (exchange: Exchange): void;
  /** Closes the connections to targets. */
  close(): void;
}

/** A target group's protocol, with the pool of its connections. */
interface Way {
  readonly module: typeof http | typeof https;
  readonly agent: http.Agent;
}

const fail = ({ response, target, answered }: Exchange, status: 502 | 504) => {
  if (response.closed || response.headersSent) return;
  answered(status, "elb");
  answerError(response, status, target.instance);
};

/** Sends a request on, over a connection of the pool or, when that proved stale, over a new one. */
const send = (exchange: Exchange, clock: WallClock, way: Way, connection: "pooled" | "fresh"): void => {
  const { request, response, target, client, idleTimeout } = exchange;
  const address = target.address();
  if (address === undefined) return void fail(exchange, 502);
  const body = hasBody(request.rawHeaders);
  let timedOut = false;

  const outgoing = way.module.request({
    host: address.host,
    port: address.port,
    method: request.method,
    path: request.url,
    headers: requestHeaders(request.rawHeaders, client, exchange.headers),
    agent: connection === "pooled" ? way.agent : false,
    rejectUnauthorized: false,
    timeout: patience(clock, idleTimeout),
  });
  outgoing.on("timeout", () => {
    timedOut = true;
    outgoing.destroy();
  });
  outgoing.on("response", (incoming) => {
    if (exchange.reset) {
      fail(exchange, 502);
      outgoing.destroy();
      return;
    }
    const status = incoming.statusCode ?? 502;
    exchange.answered(status, "target");
    response.writeHead(status, incoming.statusMessage ?? "", [...endToEnd(incoming.rawHeaders), ...exchange.added]);
    sendShaped(incoming, response, exchange.shape, clock);
    // Half an answer cannot be taken back: the client sees its connection break, as it would through the real one.
    incoming.on("error", () => response.destroy());
  });
  outgoing.on("error", (error: NodeJS.ErrnoException) => {
    if (timedOut) return fail(exchange, 504);
    // The target closed an idle connection at the moment we reused it: not an error of the target's, and not the client's.
    const stale = outgoing.reusedSocket && closedWhileIdle.has(error.code ?? "") && !response.headersSent;
    if (stale && !body && idempotent.has(request.method ?? "")) return send(exchange, clock, way, "fresh");
    fail(exchange, 502);
  });
  response.on("close", () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  if (body) request.pipe(outgoing);
  else outgoing.end();
};

/** Sends requests on to targets over connections that are kept open and shared, and streams the answers back. */
export const createForwarder = (clock: WallClock): Forwarder => {
  // One agent keeps a pool for each address; `lifo`, its default, reuses the connection least likely to have gone stale.
  const protocols = {
    HTTP: { module: http, agent: new http.Agent({ keepAlive: true, maxFreeSockets: 1024 }) },
    HTTPS: {
      module: https,
      agent: new https.Agent({ keepAlive: true, maxFreeSockets: 1024, rejectUnauthorized: false }),
    },
  } as const;

  const attempt = (exchange: Exchange) => send(exchange, clock, protocols[exchange.protocol], "pooled");

  const underFault = (exchange: Exchange, fault: DataPlaneFault) => {
    const after = (delay: number, task: () => void) => exchange.response.once("close", clock.after(delay, task));
    switch (fault.kind) {
      case "status-500":
        exchange.answered(500, "target");
        return answerError(exchange.response, 500, exchange.target.instance);
      case "refuse":
        return fail(exchange, 502);
      case "hang":
        return void after(exchange.idleTimeout, () => fail(exchange, 504));
      case "blackhole":
        return void after(connectTimeout, () => fail(exchange, 504));
      case "latency":
        return void after(fault.milliseconds, () => attempt(exchange));
      case "reset":
        return attempt({ ...exchange, reset: true });
      case "handshake":
        return exchange.protocol === "HTTPS" ? fail(exchange, 502) : attempt(exchange);
      case "truncate":
      case "bandwidth":
        return attempt({ ...exchange, shape: fault });
    }
  };

  const forward = (exchange: Exchange) => {
    const fault = exchange.target.fault();
    if (fault === undefined) attempt(exchange);
    else underFault(exchange, fault);
  };
  return Object.assign(forward, {
    close: () => {
      for (const { agent } of Object.values(protocols)) agent.destroy();
    },
  });
};
