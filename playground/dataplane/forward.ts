import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import type { DataPlaneFault } from "../world/neighbours.ts";
import type { WallClock } from "../world/wall-clock.ts";
import type { AnswerHead } from "./answer-reader.ts";
import { answerError } from "./answers.ts";
import type { RoutedTarget } from "./data-plane.ts";
import { type Client, endToEnd, type HeaderRules, hasBody, type RawHeaders, requestHeaders } from "./headers.ts";
import { patience } from "./patience.ts";
import { type BodyFault, sendShaped } from "./shape.ts";
import { type Sent, type TargetConnections, type TargetListener, targetConnections } from "./target-connections.ts";

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
  /** Further header lines of an answer with these. */
  readonly added: (headers: RawHeaders) => readonly string[];
  /** Called once with the status and whose it is. */
  readonly answered: (status: number, by: "target" | "elb") => void;
}

/** AWS: "the load balancer failed to establish a connection to the target before the connection timeout expired (10 seconds)". */
const connectTimeout = 10_000;

const idempotent = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

export interface Forwarder {
  (exchange: Exchange): void;
  /** Closes the connections to targets. */
  close(): void;
}

/** A body of at most so many bytes is copied rather than sent beside its head. */
const small = 16_384;

const fail = ({ response, target, answered }: Exchange, status: 502 | 504) => {
  if (response.closed || response.headersSent) return;
  answered(status, "elb");
  answerError(response, status, target.instance);
};

/** Passes an answer on as it comes: one that came at once goes at once. */
const passOn = (exchange: Exchange, clock: WallClock, sent: () => Sent) => {
  const { response } = exchange;
  let head: AnswerHead | undefined;
  let came: Buffer | undefined;
  let over = false;
  /** Where a body goes that does not go as it came. */
  let shaped: PassThrough | undefined;

  const begin = ({ status, message, headers }: AnswerHead) => {
    response.writeHead(status, message, [...endToEnd(headers), ...exchange.added(headers)]);
    head = undefined;
    if (exchange.shape === undefined) return;
    shaped = new PassThrough();
    sendShaped(shaped, response, exchange.shape, clock);
  };
  const takeOn = (chunk: Buffer): void => {
    const to = shaped ?? response;
    if (to.write(chunk)) return;
    sent().pause();
    to.once("drain", sent().resume);
  };
  return {
    head(given: AnswerHead) {
      exchange.answered(given.status, "target");
      head = given;
    },
    data(chunk: Buffer) {
      came = came === undefined ? chunk : Buffer.concat([came, chunk]);
    },
    end() {
      over = true;
    },
    flush() {
      const whole = head !== undefined && over;
      if (head !== undefined) begin(head);
      const chunk = came;
      came = undefined;
      // One text with its head: Node sends that in one piece, which costs half as much.
      if (whole && shaped === undefined && chunk !== undefined && chunk.length <= small)
        response.end(chunk.toString("latin1"), "latin1");
      else if (over) (shaped ?? response).end(chunk);
      else if (chunk !== undefined) takeOn(chunk);
    },
  };
};

/** Sends a request on, over a connection that was kept open or, when that proved stale, over a new one. */
const send = (exchange: Exchange, clock: WallClock, connections: TargetConnections, fresh: boolean): void => {
  const { request, response, target, client, idleTimeout } = exchange;
  const address = target.address();
  if (address === undefined) return void fail(exchange, 502);
  const body = hasBody(request.rawHeaders) ? request : undefined;
  const { method = "GET", url: path = "/" } = request;
  const headers = requestHeaders(request.rawHeaders, client, exchange.headers);
  const way = passOn(exchange, clock, () => sent);

  const listener: TargetListener = {
    ...way,
    head(head) {
      if (!exchange.reset) return way.head(head);
      fail(exchange, 502);
      sent.abandon();
    },
    failed(how) {
      // Half an answer cannot be taken back: the client sees its connection break, as it would through the real one.
      if (response.headersSent) return void response.destroy();
      if (how === "timeout") return fail(exchange, 504);
      // The target closed an idle connection at the moment we reused it: not an error of the target's, and not the client's.
      if (how === "stale" && body === undefined && idempotent.has(method))
        return send(exchange, clock, connections, true);
      fail(exchange, 502);
    },
  };
  const timeout = patience(clock, idleTimeout);
  const sent = connections.send(address, { method, path, headers, body, timeout }, listener, fresh);
  response.on("close", () => {
    if (!response.writableFinished) sent.abandon();
  });
};

/** Sends requests on to targets over connections that are kept open and shared, and streams the answers back. */
export const createForwarder = (clock: WallClock): Forwarder => {
  const protocols = { HTTP: targetConnections(false), HTTPS: targetConnections(true) } as const;

  const attempt = (exchange: Exchange) => send(exchange, clock, protocols[exchange.protocol], false);

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
      for (const connections of Object.values(protocols)) connections.close();
    },
  });
};
