import { countRequests } from "../dataplane/counts.ts";
import type { CheckOutcome, DataPlane, HealthCheck, OpenListener, RoutedAction } from "../dataplane/data-plane.ts";
import { compileRoutes, type RequestFacts } from "../dataplane/matcher.ts";
import { createChoice, stickyCookies } from "../dataplane/sticky-choice.ts";
import { AwsError } from "../world/aws-error.ts";
import { type Clock, sleep } from "../world/clock.ts";
import type { DataPlaneFault } from "../world/neighbours.ts";
import type { Random } from "../world/random.ts";
import { createSimulatedFlows, type SimulatedFlow } from "./flows.ts";
import type { SimulatedInstances } from "./instances.ts";
import type { RequestOutcome } from "./request-outcome.ts";

export interface SimulatedDataPlane extends DataPlane {
  /** A client's connection to a listener of a network load balancer; undefined if it is not taken. */
  connect(host: string, port: number): SimulatedFlow | undefined;
  /**
   * One request of a client to a listener, who asks for it by the name of `asked`, if not by that of the load balancer, with headers by their
   * lower-case names; undefined if nobody listens there, or the connection breaks.
   */
  request(
    host: string,
    port: number,
    path: string,
    asked?: string,
    headers?: Readonly<Record<string, string>>,
  ): RequestOutcome | undefined;
  /** Told of every listener whose routes changed. */
  onReconfigured(listener: (open: { readonly host: string; readonly port: number }) => void): void;
}

interface Serving {
  readonly listener: OpenListener;
  route: (request: RequestFacts) => RoutedAction;
}

/** The status that a fault on the way to a target makes; bodies that are late or slow take no time here. */
const failureBy = (fault: DataPlaneFault | undefined, protocol: "HTTP" | "HTTPS"): 500 | 502 | 504 | undefined => {
  switch (fault?.kind) {
    case "status-500":
      return 500;
    case "refuse":
    case "reset":
      return 502;
    case "handshake":
      return protocol === "HTTPS" ? 502 : undefined;
    case "hang":
    case "blackhole":
      return 504;
    default:
      return undefined;
  }
};

/** Whether the client gets half an answer, which is none to it. */
const breaksOff = (fault: DataPlaneFault | undefined, body: string): boolean =>
  fault?.kind === "truncate" && Buffer.byteLength(body) > fault.bytes;

/** Whether a fault of the listener leaves the client without an answer. */
const goesUnanswered = ({ protocol, fault }: OpenListener, met: DataPlaneFault | undefined): boolean =>
  met?.kind === "reset" || met?.kind === "hang" || (protocol === "HTTPS" && fault?.("handshake") !== undefined);

/** Sends requests on to targets, in turns. */
const createForward = (
  clock: Clock,
  random: Random,
  instances: SimulatedInstances,
  counts: ReturnType<typeof countRequests>,
) => {
  const choose = createChoice(clock, random);

  return (
    { loadBalancerArn }: OpenListener,
    action: Extract<RoutedAction, { type: "forward" }>,
    path: string,
    sent: string | undefined,
  ): RequestOutcome | undefined => {
    const { group, target } = choose(action, sent);
    if (group === undefined || target === undefined) {
      counts.add(loadBalancerArn, group?.arn, 503, "elb");
      return { status: 503, body: "" };
    }
    const fault = target.fault();
    const failure = failureBy(fault, group.protocol);
    const address = target.address();
    const answer = failure === undefined && address !== undefined ? instances.answer(address, path) : undefined;
    if (answer === undefined) {
      const status = failure ?? 502;
      counts.add(loadBalancerArn, group.arn, status, status === 500 ? "target" : "elb");
      return { status, instance: target.instance, body: "" };
    }
    // Nothing takes time here but what a fault says.
    const milliseconds = fault?.kind === "latency" ? fault.milliseconds : 0;
    counts.add(loadBalancerArn, group.arn, answer.status, "target", milliseconds);
    if (breaksOff(fault, answer.body)) return undefined;
    const set = answer.cookies ?? [];
    const cookies = [...set, ...stickyCookies({ action, group, target, sent, set: () => set }, clock.now())];
    return { ...answer, instance: target.instance, ...(cookies.length === 0 ? {} : { cookies }) };
  };
};

/** A health check, answered in virtual time. */
const check = async (
  { clock, instances }: { readonly clock: Clock; readonly instances: SimulatedInstances },
  { target, protocol, path, timeout }: HealthCheck,
): Promise<CheckOutcome> => {
  const fault = target.fault();
  const address = target.address();
  if (fault?.kind === "status-500" && protocol !== "TCP") return { kind: "answered", status: 500 };
  const broken = fault?.kind === "refuse" || fault?.kind === "reset";
  const noHandshake = fault?.kind === "handshake" && protocol === "HTTPS";
  if (broken || noHandshake || address === undefined) return { kind: "error" };
  const delay = fault?.kind === "latency" ? fault.milliseconds : 0;
  if (fault?.kind === "hang" || fault?.kind === "blackhole" || delay >= timeout) {
    await sleep(clock, timeout);
    return { kind: "timeout" };
  }
  if (delay > 0) await sleep(clock, delay);
  if (protocol === "TCP") return { kind: instances.listens(address) ? "connected" : "error" };
  const answer = instances.answer(address, path);
  return answer === undefined ? { kind: "error" } : { kind: "answered", status: answer.status };
};

/** What an action other than to forward answers. */
const answerOf = (action: Exclude<RoutedAction, { type: "forward" }>): RequestOutcome => {
  if (action.type === "fixed-response") return { status: Number(action.config.StatusCode), body: "" };
  return { status: action.type === "redirect" && action.config.StatusCode === "HTTP_301" ? 301 : 302, body: "" };
};

/** Application load balancers: every request is answered at once, routed as the real data plane routes. */
const createRequests = (clock: Clock, random: Random, instances: SimulatedInstances) => {
  const serving = new Map<string, Serving>();
  const counts = countRequests();
  const forward = createForward(clock, random, instances, counts);
  const find = (host: string, port: number) =>
    [...serving.values()].find(({ listener }) => listener.host === host && listener.port === port);
  return {
    serving,
    takeCounts: counts.take,
    isServed: (host: string, port: number) => find(host, port) !== undefined,
    request(
      host: string,
      port: number,
      path: string,
      asked: string,
      headers: Readonly<Record<string, string>>,
    ): RequestOutcome | undefined {
      const serves = find(host, port);
      if (serves === undefined) return undefined;
      const action = serves.route({ method: "GET", url: path, host: asked, headers, sourceIp: "127.0.0.1" });
      const fault = serves.listener.fault?.("request");
      if (goesUnanswered(serves.listener, fault)) return undefined;
      if (action.type !== "forward") return answerOf(action);
      const outcome = forward(serves.listener, action, path, headers.cookie);
      return outcome && breaksOff(fault, outcome.body) ? undefined : outcome;
    },
  };
};

/** Load balancers without sockets. */
export const createSimulatedDataPlane = (
  clock: Clock,
  random: Random,
  instances: SimulatedInstances,
): SimulatedDataPlane => {
  const requests = createRequests(clock, random, instances);
  const { serving } = requests;
  const flows = createSimulatedFlows(clock, random, instances);
  const told: Parameters<SimulatedDataPlane["onReconfigured"]>[0][] = [];
  const tell = (listener: { readonly host: string; readonly port: number } | undefined) => {
    if (listener !== undefined) for (const each of told) each(listener);
  };
  const checkIsFree = ({ host, port }: { readonly host: string; readonly port: number }) => {
    if (flows.listenerAt(host, port) !== undefined || requests.isServed(host, port))
      throw new AwsError(
        "InvalidConfigurationRequestException",
        `The playground cannot listen on ${host}:${port}: something listens there.`,
      );
  };
  let hosts = 0;

  return {
    ...flows,
    host: () => {
      hosts += 1;
      return `load-balancer-${hosts}`;
    },
    async open(listener, routes) {
      checkIsFree(listener);
      serving.set(listener.arn, { listener, route: compileRoutes(routes) });
    },
    reconfigure(listenerArn, routes) {
      const serves = serving.get(listenerArn);
      if (serves === undefined) return;
      serves.route = compileRoutes(routes);
      tell(serves.listener);
    },
    async close(listenerArn) {
      if (!flows.closeFlows(listenerArn)) serving.delete(listenerArn);
    },
    async openFlows(listener, forward) {
      checkIsFree(listener);
      await flows.openFlows(listener, forward);
    },
    reconfigureFlows: (listenerArn, forward) => tell(flows.reconfigureFlows(listenerArn, forward)),
    check: (asked) => check({ clock, instances }, asked),
    takeCounts: requests.takeCounts,
    onReconfigured: (listener) => void told.push(listener),
    request(host, port, path, asked = host, headers = {}) {
      if (flows.listenerAt(host, port) === undefined) return requests.request(host, port, path, asked, headers);
      // A connection for each request: what is balanced here are connections.
      const flow = flows.connect(host, port);
      const outcome = flow?.request(path);
      flow?.close();
      return outcome;
    },
  };
};
