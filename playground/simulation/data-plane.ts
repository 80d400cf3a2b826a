import { countRequests } from "../dataplane/counts.ts";
import type { CheckOutcome, DataPlane, HealthCheck, OpenListener, RoutedAction } from "../dataplane/data-plane.ts";
import { compileRoutes, type RequestFacts } from "../dataplane/matcher.ts";
import { createChoice, stickyCookies } from "../dataplane/sticky-choice.ts";
import { AwsError } from "../world/aws-error.ts";
import { type Clock, sleep } from "../world/clock.ts";
import type { DataPlaneFault } from "../world/neighbours.ts";
import type { Random } from "../world/random.ts";
import type { SimulatedInstances } from "./instances.ts";

/** How a request of a client ended. */
export interface RequestOutcome {
  readonly status: number;
  readonly version?: string;
  readonly instance?: string;
  readonly body: string;
  /** `Set-Cookie` values of the load balancer's own; missing where it sets none. */
  readonly cookies?: readonly string[];
}

export interface SimulatedDataPlane extends DataPlane {
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
  onReconfigured(listener: (open: OpenListener) => void): void;
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
    const cookies = stickyCookies(action, group, target, clock.now());
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
  if (fault?.kind === "status-500") return { kind: "answered", status: 500 };
  const broken = fault?.kind === "refuse" || fault?.kind === "reset";
  const noHandshake = fault?.kind === "handshake" && protocol === "HTTPS";
  if (broken || noHandshake || address === undefined) return { kind: "error" };
  const delay = fault?.kind === "latency" ? fault.milliseconds : 0;
  if (fault?.kind === "hang" || fault?.kind === "blackhole" || delay >= timeout) {
    await sleep(clock, timeout);
    return { kind: "timeout" };
  }
  if (delay > 0) await sleep(clock, delay);
  const answer = instances.answer(address, path);
  return answer === undefined ? { kind: "error" } : { kind: "answered", status: answer.status };
};

/** Load balancers without sockets: every request is answered at once, routed as the real data plane routes. */
export const createSimulatedDataPlane = (
  clock: Clock,
  random: Random,
  instances: SimulatedInstances,
): SimulatedDataPlane => {
  const serving = new Map<string, Serving>();
  const counts = countRequests();
  const listeners: ((open: OpenListener) => void)[] = [];
  let hosts = 0;

  const forward = createForward(clock, random, instances, counts);

  return {
    host: () => {
      hosts += 1;
      return `load-balancer-${hosts}`;
    },
    async open(listener, routes) {
      const taken = [...serving.values()].some((each) => isAt(each.listener, listener.host, listener.port));
      if (taken)
        throw new AwsError(
          "InvalidConfigurationRequestException",
          `The playground cannot listen on ${listener.host}:${listener.port}: something listens there.`,
        );
      serving.set(listener.arn, { listener, route: compileRoutes(routes) });
    },
    reconfigure(listenerArn, routes) {
      const serves = serving.get(listenerArn);
      if (serves === undefined) return;
      serves.route = compileRoutes(routes);
      for (const told of listeners) told(serves.listener);
    },
    async close(listenerArn) {
      serving.delete(listenerArn);
    },
    check: (asked) => check({ clock, instances }, asked),
    takeCounts: counts.take,
    onReconfigured: (listener) => void listeners.push(listener),
    request(host, port, path, asked = host, headers = {}) {
      const serves = [...serving.values()].find((each) => isAt(each.listener, host, port));
      if (serves === undefined) return undefined;
      const action = serves.route({ method: "GET", url: path, host: asked, headers, sourceIp: "127.0.0.1" });
      const fault = serves.listener.fault?.("request");
      if (goesUnanswered(serves.listener, fault)) return undefined;
      if (action.type === "forward") {
        const outcome = forward(serves.listener, action, path, headers.cookie);
        return outcome && breaksOff(fault, outcome.body) ? undefined : outcome;
      }
      const status =
        action.type === "fixed-response"
          ? action.config.StatusCode
          : action.type === "redirect" && action.config.StatusCode === "HTTP_301"
            ? 301
            : 302;
      return { status: Number(status), body: "" };
    },
  };
};

const isAt = (listener: OpenListener, host: string, port: number) => listener.host === host && listener.port === port;
