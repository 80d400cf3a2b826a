import type {
  FixedResponseActionConfig,
  RedirectActionConfig,
  RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Address, DataPlaneFault, ListenerMoment } from "../world/neighbours.ts";
import type { HeaderRules } from "./headers.ts";

/**
 * What carries the load balancers' traffic and health checks: real sockets (`proxy.ts`) or a simulation. The control plane
 * decides who may serve; the data plane only asks, each time anew, where a target is and what is wrong with it.
 */
export interface DataPlane {
  /** An address for a new load balancer: what its `DNSName` answers. */
  host(): string;
  /** Starts to serve; rejects with AwsError, naming host and port, where it cannot. */
  open(listener: OpenListener, routes: readonly Route[]): Promise<void>;
  /** Every request that arrives from now on follows `routes`, on connections that are open already too. */
  reconfigure(listenerArn: string, routes: readonly Route[]): void;
  /** Stops to listen; requests in flight finish. */
  close(listenerArn: string): Promise<void>;
  /** The same for a listener of a network load balancer: connections, each to the target that it met first for as long as it lasts. */
  openFlows(listener: FlowListener, forward: FlowForward): Promise<void>;
  /** Every connection that arrives from now on follows `forward`; those that are established stay where they are. */
  reconfigureFlows(listenerArn: string, forward: FlowForward): void;
  /** Resets the established connections to a target. */
  endFlows(targetGroupArn: string, instance: string): void;
  /** Never rejects. */
  check(check: HealthCheck): Promise<CheckOutcome>;
  /** What was served since it was last asked. */
  takeCounts(): readonly RequestCounts[];
  takeFlowCounts(): readonly FlowCounts[];
}

export interface OpenListener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS";
  /** What is wrong between the client and here; nothing, if nobody says. */
  readonly fault?: (moment: ListenerMoment) => DataPlaneFault | undefined;
}

/** A rule: the first whose conditions all hold decides. The last, the default, has none. */
export interface Route {
  readonly conditions: readonly RuleCondition[];
  readonly action: RoutedAction;
}

export type RoutedAction =
  | {
      readonly type: "forward";
      readonly groups: readonly WeightedGroup[];
      /** The zones whose nodes clients go to, one as likely as any other; nothing where every node may use every target. */
      readonly zones?: readonly string[] | undefined;
      /** How long a client stays with the target group it met first, in seconds. */
      readonly groupStickiness: number | undefined;
      /** World milliseconds that a target may keep silent: the load balancer's idle timeout. */
      readonly idleTimeout: number;
      /** As a new load balancer has them, unless given. */
      readonly headers?: HeaderRules;
    }
  | { readonly type: "redirect"; readonly config: RedirectActionConfig }
  | { readonly type: "fixed-response"; readonly config: FixedResponseActionConfig }
  | { readonly type: "log-in"; readonly location: string };

export interface WeightedGroup {
  readonly group: RoutedGroup;
  readonly weight: number;
}

export interface RoutedGroup {
  readonly arn: string;
  readonly protocol: "HTTP" | "HTTPS";
  /** The targets that may get requests now. */
  readonly targets: readonly RoutedTarget[];
  /** Of those, what the node of each zone may use; nothing where each may use all. */
  readonly targetsByZone?: ReadonlyMap<string, readonly RoutedTarget[]> | undefined;
  /** How long a client stays with the target it met first, in seconds. */
  readonly targetStickiness: number | undefined;
  /** The application's cookie by which it does; without one, by the load balancer's. */
  readonly appCookie?: string | undefined;
}

export interface RoutedTarget {
  readonly instance: string;
  readonly address: () => Address | undefined;
  readonly fault: () => DataPlaneFault | undefined;
}

/** A listener of a network load balancer. */
export interface FlowListener extends Omit<OpenListener, "protocol"> {
  readonly protocol: "TCP" | "TLS";
  /** What a TLS listener offers, the dearest first; nothing if it negotiates nothing. */
  readonly alpn?: readonly string[];
}

/** Where new connections go. */
export interface FlowForward {
  /** Where clients reach the load balancer: a node in each zone that the DNS name answers, each as likely as any other. */
  readonly nodes: readonly FlowNode[];
  /** World milliseconds without a byte after which a connection is over. */
  readonly idleTimeout: number;
}

/** A zone's node, with the targets that it may use. */
export interface FlowNode {
  readonly groups: readonly { readonly group: FlowGroup; readonly weight: number }[];
}

export interface FlowGroup {
  readonly arn: string;
  readonly protocol: "TCP" | "TLS";
  readonly targets: readonly RoutedTarget[];
}

export interface FlowCounts {
  readonly loadBalancerArn: string;
  /** Connections that reached a target. */
  readonly newFlows: number;
  /** Of those that are established now. */
  readonly activeFlows: number;
  readonly bytes: number;
  /** Connections that were broken by whom. */
  readonly clientResets: number;
  readonly targetResets: number;
  readonly elbResets: number;
}

export interface HealthCheck {
  readonly target: RoutedTarget;
  readonly protocol: "HTTP" | "HTTPS" | "TCP";
  /** Of HTTP and HTTPS. */
  readonly path: string;
  /** World milliseconds. */
  readonly timeout: number;
}

export type CheckOutcome =
  | { readonly kind: "answered"; readonly status: number }
  /** A TCP check's: somebody took the connection. */
  | { readonly kind: "connected" }
  | { readonly kind: "timeout" | "error" };

export interface RequestCounts {
  readonly loadBalancerArn: string;
  /** Undefined for requests that reached no target group. */
  readonly targetGroupArn: string | undefined;
  readonly requests: number;
  /** Answers of targets with a status from 500. */
  readonly target5xx: number;
  /** Answers with a status from 500 that the load balancer made itself. */
  readonly elb5xx: number;
  /** How many answers of targets took how many seconds to begin; none that took no time. */
  readonly targetSeconds: ReadonlyMap<number, number>;
}
