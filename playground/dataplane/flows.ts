/** The connections of network load balancers, over real sockets. */
import net, { type Server, type Socket } from "node:net";
import tls, { TLSSocket } from "node:tls";
import { sleep } from "../world/clock.ts";
import type { DataPlaneFault } from "../world/neighbours.ts";
import type { Random } from "../world/random.ts";
import type { WallClock } from "../world/wall-clock.ts";
import type { Certificate } from "./certificates.ts";
import type { DataPlane, FlowForward, FlowGroup, FlowListener, RoutedTarget } from "./data-plane.ts";
import { chooseFlow } from "./flow-choice.ts";
import { countFlows } from "./flow-counts.ts";
import { listen } from "./listen.ts";
import { patience } from "./patience.ts";

interface Serving {
  readonly listener: FlowListener;
  readonly server: Server;
  forward: FlowForward;
}

/** An established connection. */
interface Flow {
  readonly listenerArn: string;
  readonly targetGroupArn: string;
  readonly instance: string;
  readonly reset: () => void;
}

/** Breaks a connection at once; one that is secure has no reset of its own. */
const reset = (socket: Socket): void =>
  void (socket instanceof TLSSocket || !socket.writable ? socket.destroy() : socket.resetAndDestroy());

/** Why a target never takes a connection, as its faults have it. */
const unreachable = (fault: DataPlaneFault | undefined, protocol: "TCP" | "TLS"): "refused" | "silent" | undefined => {
  if (fault?.kind === "refuse" || (fault?.kind === "handshake" && protocol === "TLS")) return "refused";
  return fault?.kind === "blackhole" ? "silent" : undefined;
};

const answer500 = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** Passes bytes both ways until both ends have closed: a side that ends its half leaves the other half open. */
const join = (client: Socket, target: Socket, passed: (bytes: number) => void): void => {
  for (const [from, to] of [
    [client, target],
    [target, client],
  ] as const) {
    from.on("data", (chunk: Buffer) => passed(chunk.length));
    from.pipe(to);
  }
};

/** What a fault does to the bytes that a target sends. */
const underFault = (fault: DataPlaneFault | undefined, client: Socket, target: Socket, clock: WallClock): void => {
  switch (fault?.kind) {
    case "reset":
      target.once("data", () => reset(client));
      return;
    case "hang":
      target.pause();
      target.unpipe(client);
      return;
    case "truncate": {
      let left = fault.bytes;
      target.on("data", (chunk: Buffer) => {
        left -= chunk.length;
        if (left < 0) reset(client);
      });
      return;
    }
    case "bandwidth": {
      const { bytes } = fault;
      target.on("data", (chunk: Buffer) => {
        target.pause();
        void sleep(clock, (chunk.length / bytes) * 1000).then(() => target.resume());
      });
      return;
    }
    default:
  }
};

const dial = (group: FlowGroup, address: { readonly host: string; readonly port: number }): Socket =>
  group.protocol === "TLS"
    ? tls.connect({ ...address, rejectUnauthorized: false })
    : net.connect({ ...address, allowHalfOpen: true });

type Counts = ReturnType<typeof countFlows>;

/** Connects a client that a listener has taken with its target, and tells how it went. */
const establish = (
  { listener, forward }: Serving,
  client: Socket,
  { group, target }: { readonly group: FlowGroup; readonly target: RoutedTarget },
  { clock, counts, flows }: { readonly clock: WallClock; readonly counts: Counts; readonly flows: Set<Flow> },
): void => {
  const arn = listener.loadBalancerArn;
  const address = target.address();
  const fault = target.fault();
  const way = unreachable(fault, group.protocol);
  // The client waits until it gives up.
  if (way === "silent") return;
  if (address === undefined || way === "refused") {
    counts.add(arn, "targetResets");
    reset(client);
    return;
  }
  const broken = (by: "clientResets" | "targetResets" | "elbResets") => () => {
    if (!flows.has(flow)) return;
    counts.add(arn, by);
    reset(client);
  };
  const flow: Flow = {
    listenerArn: listener.arn,
    targetGroupArn: group.arn,
    instance: target.instance,
    reset: broken("elbResets"),
  };
  flows.add(flow);
  counts.add(arn, "newFlows");
  counts.active(arn, 1);
  client.on("close", () => {
    if (flows.delete(flow)) counts.active(arn, -1);
  });
  client.on("error", broken("clientResets"));
  client.setTimeout(patience(clock, forward.idleTimeout), broken("elbResets"));
  if (fault?.kind === "status-500") return void client.once("data", () => client.end(answer500));
  const outgoing = dial(group, address);
  outgoing.on("error", broken("targetResets"));
  outgoing.on("close", () => client.end());
  client.on("close", () => outgoing.destroy());
  join(client, outgoing, (bytes) => counts.add(arn, "bytes", bytes));
  underFault(fault, client, outgoing, clock);
};

const createServer = ({ protocol, alpn, fault }: FlowListener, certificate: Certificate): Server => {
  if (protocol === "TCP") return net.createServer({ allowHalfOpen: true });
  const ALPNProtocols = alpn === undefined ? {} : { ALPNProtocols: [...alpn] };
  return tls.createServer({ ...certificate, ...ALPNProtocols }).on("connection", (socket: Socket) => {
    if (fault?.("handshake") !== undefined) socket.destroy();
  });
};

type FlowPlane = Pick<DataPlane, "openFlows" | "reconfigureFlows" | "endFlows" | "takeFlowCounts"> & {
  /** Stops to listen and breaks what is established; false if it is no listener of connections. */
  closeFlows(listenerArn: string): boolean;
  stopFlows(): void;
};

/**
 * A connection goes where the listener forwards as it arrives, and stays there: "Existing connections are not impacted and will continue
 * as usual until they are closed." Whether they outlive their listener AWS does not say: they do not.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
 */
export const createFlows = (clock: WallClock, random: Random, certificate: Certificate): FlowPlane => {
  const serving = new Map<string, Serving>();
  const clients = new Set<Socket>();
  const flows = new Set<Flow>();
  const counts = countFlows();

  const accept = (serves: Serving, client: Socket): void => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    client.on("error", () => client.destroy());
    const fault = serves.listener.fault?.("request");
    if (fault?.kind === "hang") return;
    const chosen = fault?.kind === "reset" ? undefined : chooseFlow(serves.forward, random);
    if (chosen !== undefined) establish(serves, client, chosen, { clock, counts, flows });
    else {
      counts.add(serves.listener.loadBalancerArn, "elbResets");
      reset(client);
    }
  };

  const endAll = (which: (flow: Flow) => boolean) => {
    for (const flow of [...flows]) if (which(flow)) flow.reset();
  };

  return {
    async openFlows(listener, forward) {
      const server = createServer(listener, certificate);
      const serves: Serving = { listener, server, forward };
      const taken = listener.protocol === "TLS" ? "secureConnection" : "connection";
      server.on(taken, (client: Socket) => accept(serves, client));
      await listen(server, listener);
      serving.set(listener.arn, serves);
    },
    reconfigureFlows(listenerArn, forward) {
      const serves = serving.get(listenerArn);
      if (serves !== undefined) serves.forward = forward;
    },
    endFlows: (targetGroupArn, instance) =>
      endAll((flow) => flow.targetGroupArn === targetGroupArn && flow.instance === instance),
    takeFlowCounts: counts.take,
    closeFlows(listenerArn) {
      const serves = serving.get(listenerArn);
      if (!serving.delete(listenerArn)) return false;
      serves?.server.close();
      endAll((flow) => flow.listenerArn === listenerArn);
      return true;
    },
    stopFlows() {
      for (const { server } of serving.values()) server.close();
      serving.clear();
      for (const client of clients) client.destroy();
    },
  };
};
