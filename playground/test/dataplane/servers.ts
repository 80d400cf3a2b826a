import { once } from "node:events";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { selfSignedCertificate } from "../../dataplane/certificates.ts";
import type {
  DataPlane,
  FlowForward,
  FlowListener,
  OpenListener,
  Route,
  RoutedAction,
  RoutedTarget,
} from "../../dataplane/data-plane.ts";
import { createProxy } from "../../dataplane/proxy.ts";
import type { Address, DataPlaneFault } from "../../world/neighbours.ts";
import { seeded } from "../../world/random.ts";
import { wallClock } from "../../world/wall-clock.ts";

type Closing = () => Promise<unknown>;

/** Servers and a proxy on loopback, all closed by `close`. */
export const createRig = async (speed = 1) => {
  const closing: Closing[] = [];
  const clock = wallClock(speed);
  const proxy = await createProxy(clock, seeded(1));
  closing.push(async () => clock.stop(), proxy.stop);
  // Where all load balancers share one address, files that run side by side, in processes of their own, must not collide.
  let nextPort = 20_000 + (process.pid % 400) * 100;

  const serve = async (handle: RequestListener, options: http.ServerOptions = {}, secure = false): Promise<Address> => {
    const server = secure
      ? https.createServer({ ...options, ...(await selfSignedCertificate()) }, handle)
      : http.createServer(options, handle);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  };

  /** A target that answers its own name and counts what it got. */
  const target = async (
    instance: string,
    fault: () => DataPlaneFault | undefined = () => undefined,
    secure = false,
    inChunks = false,
  ) => {
    const seen: http.IncomingMessage[] = [];
    const address = await serve(
      (request, response) => {
        seen.push(request);
        response.setHeader("x-instance", instance);
        if (inChunks) response.write(instance);
        response.end(inChunks ? undefined : instance);
      },
      {},
      secure,
    );
    const routed: RoutedTarget = { instance, address: () => address, fault };
    return { routed, seen };
  };

  /** A listener on the next port, at an address of its own where the machine has many. */
  const open = async (
    routes: readonly Route[],
    protocol: OpenListener["protocol"] = "HTTP",
    fault: NonNullable<OpenListener["fault"]> = () => undefined,
  ) => {
    const host = proxy.host();
    const port = nextPort++;
    const arn = `listener-${port}`;
    await proxy.open({ arn, loadBalancerArn: "load-balancer", host, port, protocol, fault }, routes);
    return { arn, url: `${protocol.toLowerCase()}://${host}:${port}` };
  };

  /** A listener of connections, likewise. */
  const openFlows = async (
    forward: FlowForward,
    protocol: FlowListener["protocol"] = "TCP",
    more: Partial<FlowListener> = {},
  ) => {
    const host = proxy.host();
    const port = nextPort++;
    const arn = `listener-${port}`;
    await proxy.openFlows({ arn, loadBalancerArn: "load-balancer", host, port, protocol, ...more }, forward);
    return { arn, host, port, url: `${protocol === "TLS" ? "https" : "http"}://${host}:${port}` };
  };

  const close = async () => {
    for (const end of closing) await end();
  };
  return { clock, proxy: proxy as DataPlane, serve, target, open, openFlows, close };
};

export const forwardTo = (
  groups: Readonly<
    Record<
      string,
      { weight?: number; targets: readonly RoutedTarget[]; secure?: boolean; sticky?: number; appCookie?: string }
    >
  >,
  more: { idleTimeout?: number; groupStickiness?: number } = {},
): RoutedAction => ({
  type: "forward",
  groups: Object.entries(groups).map(([arn, { weight = 1, targets, secure = false, sticky, appCookie }]) => ({
    weight,
    group: { arn, protocol: secure ? "HTTPS" : "HTTP", targets, targetStickiness: sticky, appCookie },
  })),
  groupStickiness: more.groupStickiness,
  idleTimeout: more.idleTimeout ?? 60_000,
});

/** The routes of a listener with a default action only. */
export const byDefault = (action: RoutedAction): readonly Route[] => [{ conditions: [], action }];

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly reused: boolean;
}

/** One request by a client that accepts any certificate. */
export const ask = (
  url: string,
  { body, ...options }: http.RequestOptions & { body?: string | undefined } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const secure = url.startsWith("https:");
    const request = (secure ? https : http).request(url, {
      agent: false,
      ...options,
      ...(secure ? { rejectUnauthorized: false } : {}),
    });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text,
          reused: request.reusedSocket,
        }),
      );
    });
    request.end(body);
  });
