import { randomInt } from "node:crypto";
import { once, setMaxListeners } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { platform } from "node:os";
import { TLSSocket } from "node:tls";
import type { RedirectActionConfig } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Random } from "../world/random.ts";
import type { WallClock } from "../world/wall-clock.ts";
import { answerError, answerFixed, answerRedirect, redirectLocation } from "./answers.ts";
import { selfSignedCertificate } from "./certificates.ts";
import { countRequests } from "./counts.ts";
import type { DataPlane, OpenListener, RoutedAction } from "./data-plane.ts";
import { createFlows } from "./flows.ts";
import { createForwarder, type Forwarder } from "./forward.ts";
import { type Client, headerValues, type RawHeaders } from "./headers.ts";
import { checkTarget } from "./health-check.ts";
import { listen } from "./listen.ts";
import { compileRoutes, type RequestFacts } from "./matcher.ts";
import { type BodyFault, bodyFault } from "./shape.ts";
import { createChoice, stickyCookies } from "./sticky-choice.ts";

interface Serving {
  readonly listener: OpenListener;
  readonly server: http.Server;
  route: (request: RequestFacts) => RoutedAction;
}

/** Client connections stay open far longer than AWS's idle timeout of 60 s: a clock that runs fast must not close them. */
const keepAliveTimeout = 600_000;

/** On Linux the whole of 127.0.0.0/8 is this machine, so that every load balancer of every world has an address of its own. */
const loopbackAddress = () =>
  platform() === "linux" ? `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}` : "127.0.0.1";

type Forwarding = Extract<RoutedAction, { type: "forward" }>;

const createServer = ({ protocol }: OpenListener, certificate: object): http.Server =>
  protocol === "HTTPS"
    ? https.createServer({ ...certificate, keepAliveTimeout })
    : http.createServer({ keepAliveTimeout });

const redirect = (
  response: ServerResponse,
  config: RedirectActionConfig,
  own: Parameters<typeof redirectLocation>[1],
) => answerRedirect(response, config.StatusCode === "HTTP_301" ? 301 : 302, redirectLocation(config, own));

/** Who is at the other end of each connection to a listener: the same for all of its requests. */
const clients = new WeakMap<Socket, Client>();

const clientOf = (listener: OpenListener, socket: Socket): Client => {
  const known = clients.get(socket);
  if (known !== undefined) return known;
  const client: Client = {
    ip: socket.remoteAddress ?? "",
    protocol: listener.protocol.toLowerCase(),
    port: listener.port,
    sourcePort: socket.remotePort,
    ...(socket instanceof TLSSocket
      ? { tls: { version: socket.getProtocol() ?? "", cipherSuite: socket.getCipher().name } }
      : {}),
  };
  clients.set(socket, client);
  return client;
};

/** To which of the load balancer's nodes each connection went: the same for all of its requests. */
const places = new WeakMap<Socket, number>();

const placeOf = (socket: Socket, random: Random): number => {
  const place = places.get(socket) ?? random();
  places.set(socket, place);
  return place;
};

/** The header lines that keep a client where it is, by the headers of the target's answer. */
const cookieLines = (to: Omit<Parameters<typeof stickyCookies>[0], "set">, headers: RawHeaders, now: number) =>
  stickyCookies({ ...to, set: () => headerValues(headers, "set-cookie") }, now).flatMap((each) => ["Set-Cookie", each]);

/** Breaks a client's connection at once; one that is secure has no reset of its own. */
const reset = (socket: Socket): void =>
  void (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy());

/** Answers the requests of listeners, as their routes say. */
const createRequestHandler = (
  clock: WallClock,
  random: Random,
  counts: ReturnType<typeof countRequests>,
  forward: Forwarder,
) => {
  const choose = createChoice(clock, random);

  const forwardTo = (
    listener: OpenListener,
    action: Forwarding,
    request: IncomingMessage,
    response: ServerResponse,
    shape: BodyFault | undefined,
  ) => {
    const { group, target } = choose(action, request.headers.cookie, () => placeOf(request.socket, random));
    if (group === undefined || target === undefined) {
      counts.add(listener.loadBalancerArn, group?.arn, 503, "elb");
      return answerError(response, 503);
    }
    const sent = clock.now();
    forward({
      request,
      response,
      target,
      protocol: group.protocol,
      client: clientOf(listener, request.socket),
      headers: action.headers,
      shape,
      idleTimeout: action.idleTimeout,
      added: (headers) => cookieLines({ action, group, target, sent: request.headers.cookie }, headers, clock.now()),
      answered: (status, by) => counts.add(listener.loadBalancerArn, group.arn, status, by, clock.now() - sent),
    });
  };

  return (serves: Serving, request: IncomingMessage, response: ServerResponse, shape: BodyFault | undefined) => {
    const { listener, server } = serves;
    const sourceIp = request.socket.remoteAddress;
    // The client is gone already.
    if (sourceIp === undefined) return void response.destroy();
    const { method = "", url = "/", headers } = request;
    const { host = "" } = headers;
    const action = serves.route({ method, url, host, headers, sourceIp });
    // A listener that was closed while this connection was busy gives it up with the answer.
    if (!server.listening) response.shouldKeepAlive = false;
    switch (action.type) {
      case "forward":
        return forwardTo(listener, action, request, response, shape);
      case "redirect":
        return redirect(response, action.config, { protocol: listener.protocol, host, port: listener.port, url });
      case "fixed-response":
        return answerFixed(response, action.config);
      case "log-in":
        return answerRedirect(response, 302, action.location);
    }
  };
};

/** Answers as `answer` does, unless something is wrong between the client and the listener. */
const overBrokenWays =
  (clock: WallClock, answer: ReturnType<typeof createRequestHandler>) =>
  (serves: Serving, request: IncomingMessage, response: ServerResponse) => {
    const fault = serves.listener.fault?.("request");
    if (fault?.kind === "reset") reset(request.socket);
    else if (fault?.kind === "latency") {
      const late = clock.after(fault.milliseconds, () => answer(serves, request, response, undefined));
      response.once("close", late);
    } else if (fault?.kind !== "hang") answer(serves, request, response, bodyFault(fault));
  };

/** The real data plane: HTTP and HTTPS proxies on loopback, all in this process. */
export const createProxy = async (clock: WallClock, random: Random): Promise<DataPlane & { stop(): Promise<void> }> => {
  const certificate = await selfSignedCertificate();
  const serving = new Map<string, Serving>();
  /** With those that were closed and still have requests in flight. */
  const servers = new Set<http.Server>();
  const forward = createForwarder(clock);
  const counts = countRequests();
  const flows = createFlows(clock, random, certificate);
  const handle = overBrokenWays(clock, createRequestHandler(clock, random, counts, forward));
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);

  return {
    host: loopbackAddress,
    async open(listener, routes) {
      const server = createServer(listener, certificate);
      const serves: Serving = { listener, server, route: compileRoutes(routes) };
      server.on("request", (request, response) => handle(serves, request, response));
      if (listener.protocol === "HTTPS") {
        server.on("connection", (socket) => {
          if (listener.fault?.("handshake") !== undefined) socket.destroy();
        });
      }
      server.on("close", () => servers.delete(server));
      await listen(server, listener);
      serving.set(listener.arn, serves);
      servers.add(server);
    },
    reconfigure(listenerArn, routes) {
      const serves = serving.get(listenerArn);
      if (serves !== undefined) serves.route = compileRoutes(routes);
    },
    ...flows,
    async close(listenerArn) {
      if (flows.closeFlows(listenerArn)) return;
      const serves = serving.get(listenerArn);
      serving.delete(listenerArn);
      // Not awaited: the port is free at once, and a request in flight may take as long as it likes.
      serves?.server.close();
    },
    check: (check) => checkTarget(check, clock, stopped.signal),
    takeCounts: counts.take,
    async stop() {
      stopped.abort();
      flows.stopFlows();
      const closed = [...servers].map((server) => once(server, "close"));
      for (const { server } of serving.values()) server.close();
      serving.clear();
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
      forward.close();
    },
  };
};
