/** The connections of network load balancers, in virtual time. */
import type { DataPlane, FlowForward, FlowListener, RoutedTarget } from "../dataplane/data-plane.ts";
import { chooseFlow } from "../dataplane/flow-choice.ts";
import { countFlows } from "../dataplane/flow-counts.ts";
import type { Clock } from "../world/clock.ts";
import type { DataPlaneFault } from "../world/neighbours.ts";
import type { Random } from "../world/random.ts";
import type { SimulatedInstances } from "./instances.ts";
import type { RequestOutcome } from "./request-outcome.ts";

/** A client's connection, established. */
export interface SimulatedFlow {
  readonly instance: string;
  /** What a request over it is answered; undefined once it is broken. */
  request(path: string): RequestOutcome | undefined;
  isOpen(): boolean;
  close(): void;
}

interface Serving {
  readonly listener: FlowListener;
  forward: FlowForward;
}

interface Established {
  readonly listener: FlowListener;
  readonly targetGroupArn: string;
  readonly flow: SimulatedFlow;
  end(by?: "targetResets" | "elbResets"): void;
}

type SimulatedFlows = Pick<DataPlane, "openFlows" | "endFlows" | "takeFlowCounts"> & {
  /** Answers the listener, if it is one of connections. */
  reconfigureFlows(listenerArn: string, forward: FlowForward): FlowListener | undefined;
  /** Undefined if nobody listens there, or nobody takes the connection. */
  connect(host: string, port: number): SimulatedFlow | undefined;
  listenerAt(host: string, port: number): FlowListener | undefined;
  /** False if it is no listener of connections. */
  closeFlows(listenerArn: string): boolean;
};

/** Whether a target never takes a connection, as its faults have it. */
const isUnreachable = (fault: DataPlaneFault | undefined, protocol: "TCP" | "TLS"): boolean =>
  fault?.kind === "refuse" || fault?.kind === "blackhole" || (fault?.kind === "handshake" && protocol === "TLS");

/** What an instance answers over a connection, as its faults have it. */
const answerOver = (instances: SimulatedInstances, target: RoutedTarget, path: string): RequestOutcome | undefined => {
  const address = target.address();
  const fault = target.fault();
  const answer = address && instances.answer(address, path);
  if (answer === undefined || fault?.kind === "reset" || fault?.kind === "hang") return undefined;
  if (fault?.kind === "status-500") return { status: 500, instance: target.instance, body: "" };
  if (fault?.kind === "truncate" && Buffer.byteLength(answer.body) > fault.bytes) return undefined;
  return { ...answer, instance: target.instance };
};

/** Makes connections, and knows those that are established. */
const createEstablishing = (clock: Clock, instances: SimulatedInstances) => {
  const established = new Set<Established>();
  const counts = countFlows();

  const establish = ({ listener, forward }: Serving, targetGroupArn: string, target: RoutedTarget): SimulatedFlow => {
    const { loadBalancerArn } = listener;
    const { idleTimeout } = forward;
    let lastUsed = clock.now();
    const end: Established["end"] = (by) => {
      if (!established.delete(entry)) return;
      counts.active(loadBalancerArn, -1);
      if (by !== undefined) counts.add(loadBalancerArn, by);
    };
    const isOpen = () => {
      if (clock.now() - lastUsed > idleTimeout) end("elbResets");
      return established.has(entry);
    };
    const flow: SimulatedFlow = {
      instance: target.instance,
      isOpen,
      close: () => end(),
      request(path) {
        if (!isOpen()) return undefined;
        lastUsed = clock.now();
        const outcome = answerOver(instances, target, path);
        if (outcome === undefined) end("targetResets");
        else counts.add(loadBalancerArn, "bytes", Buffer.byteLength(outcome.body));
        return outcome;
      },
    };
    const entry: Established = { listener, targetGroupArn, flow, end };
    established.add(entry);
    counts.add(loadBalancerArn, "newFlows");
    counts.active(loadBalancerArn, 1);
    return flow;
  };

  const endAll = (which: (one: Established) => boolean) => {
    for (const one of [...established].filter(which)) one.end("elbResets");
  };
  return { counts, establish, endAll };
};

/** Each connection goes where its listener forwards as it is made, and stays there. */
export const createSimulatedFlows = (clock: Clock, random: Random, instances: SimulatedInstances): SimulatedFlows => {
  const serving = new Map<string, Serving>();
  const { counts, establish, endAll } = createEstablishing(clock, instances);
  const find = (host: string, port: number) =>
    [...serving.values()].find(({ listener }) => listener.host === host && listener.port === port);

  return {
    async openFlows(listener, forward) {
      serving.set(listener.arn, { listener, forward });
    },
    reconfigureFlows(listenerArn, forward) {
      const serves = serving.get(listenerArn);
      if (serves !== undefined) serves.forward = forward;
      return serves?.listener;
    },
    endFlows: (targetGroupArn, instance) =>
      endAll((one) => one.targetGroupArn === targetGroupArn && one.flow.instance === instance),
    takeFlowCounts: counts.take,
    listenerAt: (host, port) => find(host, port)?.listener,
    closeFlows(listenerArn) {
      endAll(({ listener }) => listener.arn === listenerArn);
      return serving.delete(listenerArn);
    },
    connect(host, port) {
      const serves = find(host, port);
      const met = serves?.listener.fault?.("request");
      const noHandshake = serves?.listener.protocol === "TLS" && serves.listener.fault?.("handshake") !== undefined;
      if (serves === undefined || noHandshake || met?.kind === "reset" || met?.kind === "hang") return undefined;
      const chosen = chooseFlow(serves.forward, random);
      const address = chosen?.target.address();
      const takes = address !== undefined && instances.listens(address);
      if (chosen !== undefined && takes && !isUnreachable(chosen.target.fault(), chosen.group.protocol))
        return establish(serves, chosen.group.arn, chosen.target);
      counts.add(serves.listener.loadBalancerArn, chosen === undefined ? "elbResets" : "targetResets");
      return undefined;
    },
  };
};
