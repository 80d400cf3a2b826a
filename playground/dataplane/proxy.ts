import { randomInt } from "node:crypto";
import { once, setMaxListeners } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import { platform } from "node:os";
import { AwsError } from "../world/aws-error.ts";
import type { WallClock } from "../world/clock.ts";
import type { Random } from "../world/random.ts";
import { answerError, answerFixed, answerRedirect, redirectLocation } from "./answers.ts";
import { selfSignedCertificate } from "./certificates.ts";
import { chooseGroup, chooseTarget } from "./choice.ts";
import { countRequests } from "./counts.ts";
import type { DataPlane, OpenListener, RoutedAction } from "./data-plane.ts";
import { createForwarder } from "./forward.ts";
import { checkTarget } from "./health-check.ts";
import { compileRoutes, type RequestFacts } from "./matcher.ts";
import { stickyChoice, stickyCookie, stuckGroup, stuckTarget } from "./stickiness.ts";

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

/** The real data plane: HTTP and HTTPS proxies on loopback, all in this process. */
export const createProxy = async (clock: WallClock, random: Random): Promise<DataPlane & { stop(): Promise<void> }> => {
  const certificate = await selfSignedCertificate();
  const serving = new Map<string, Serving>();
  /** With those that were closed and still have requests in flight. */
  const servers = new Set<http.Server>();
  const turns = new Map<string, number>();
  const forward = createForwarder(clock);
  const counts = countRequests();
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);

  const turnOf = (groupArn: string) => {
    const turn = turns.get(groupArn) ?? 0;
    turns.set(groupArn, turn + 1);
    return turn;
  };

  const forwardTo = (
    listener: OpenListener,
    action: Extract<RoutedAction, { type: "forward" }>,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    const cookies = request.headers.cookie;
    const added: string[] = [];
    const stick = (name: "AWSALBTG" | "AWSALB", choice: string, seconds: number | undefined) => {
      if (seconds !== undefined) added.push("Set-Cookie", stickyCookie(name, choice, seconds, clock.now()));
    };
    const earlierGroup =
      action.groupStickiness === undefined
        ? undefined
        : stuckGroup(action.groups, stickyChoice(cookies, "AWSALBTG", clock.now()));
    const group = (earlierGroup ?? chooseGroup(action.groups, random))?.group;
    const earlierTarget =
      group?.targetStickiness === undefined
        ? undefined
        : stuckTarget(group.targets, stickyChoice(cookies, "AWSALB", clock.now()));
    const target = group && (earlierTarget ?? chooseTarget(group.targets, turnOf(group.arn)));
    if (group === undefined || target === undefined) {
      counts.add(listener.loadBalancerArn, group?.arn, 503, "elb");
      return answerError(response, 503);
    }
    stick("AWSALBTG", group.arn, action.groupStickiness);
    stick("AWSALB", target.instance, group.targetStickiness);
    forward({
      request,
      response,
      target,
      protocol: group.protocol,
      client: {
        ip: request.socket.remoteAddress ?? "",
        protocol: listener.protocol.toLowerCase(),
        port: listener.port,
      },
      idleTimeout: action.idleTimeout,
      added,
      answered: (status, by) => counts.add(listener.loadBalancerArn, group.arn, status, by),
    });
  };

  const handle = (serves: Serving, request: IncomingMessage, response: ServerResponse) => {
    const { listener, server } = serves;
    const sourceIp = request.socket.remoteAddress;
    // The client is gone already.
    if (sourceIp === undefined) return void response.destroy();
    const method = request.method ?? "";
    const url = request.url ?? "/";
    const host = request.headers.host ?? "";
    const action = serves.route({ method, url, host, headers: request.headers, sourceIp });
    // A listener that was closed while this connection was busy gives it up with the answer.
    if (!server.listening) response.shouldKeepAlive = false;
    switch (action.type) {
      case "forward":
        return forwardTo(listener, action, request, response);
      case "redirect": {
        const status = action.config.StatusCode === "HTTP_301" ? 301 : 302;
        const own = { protocol: listener.protocol, host, port: listener.port, url };
        return answerRedirect(response, status, redirectLocation(action.config, own));
      }
      case "fixed-response":
        return answerFixed(response, action.config);
      case "log-in":
        return answerRedirect(response, 302, action.location);
    }
  };

  return {
    host: loopbackAddress,
    open: (listener, routes) =>
      new Promise((resolve, reject) => {
        const server =
          listener.protocol === "HTTPS"
            ? https.createServer({ ...certificate, keepAliveTimeout })
            : http.createServer({ keepAliveTimeout });
        const serves: Serving = { listener, server, route: compileRoutes(routes) };
        server.on("request", (request, response) => handle(serves, request, response));
        server.on("close", () => servers.delete(server));
        server.on("error", (error) =>
          reject(
            new AwsError(
              "InvalidConfigurationRequestException",
              `The playground cannot listen on ${listener.host}:${listener.port}: ${error.message}`,
            ),
          ),
        );
        server.listen(listener.port, listener.host, 1024, () => {
          serving.set(listener.arn, serves);
          servers.add(server);
          resolve();
        });
      }),
    reconfigure(listenerArn, routes) {
      const serves = serving.get(listenerArn);
      if (serves !== undefined) serves.route = compileRoutes(routes);
    },
    async close(listenerArn) {
      const serves = serving.get(listenerArn);
      serving.delete(listenerArn);
      // Not awaited: the port is free at once, and a request in flight may take as long as it likes.
      serves?.server.close();
    },
    check: (check) => checkTarget(check, clock, stopped.signal),
    takeCounts: counts.take,
    async stop() {
      stopped.abort();
      const closed = [...servers].map((server) => once(server, "close"));
      for (const { server } of serving.values()) server.close();
      serving.clear();
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
      forward.close();
    },
  };
};
