import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { DataPlane, Route, RoutedAction, RoutedGroup, RoutedTarget } from "../../dataplane/data-plane.ts";
import type { DataPlaneFaults, Fleet } from "../../world/neighbours.ts";
import {
  type ListenerRecord,
  listenersUsing,
  type Pairs,
  type Registration,
  registrationsIn,
  rulesOf,
  type Tables,
} from "./tables.ts";

/**
 * The targets that get requests: the healthy ones, or, when fewer are healthy than the group's attributes ask for, all that
 * the load balancer knows ("the load balancer sends traffic to all targets … including unhealthy targets": fail-open).
 */
export const routable = (registrations: readonly Registration[], attributes: Pairs): readonly Registration[] => {
  const known = registrations.filter(
    ({ health }) =>
      health.state === "healthy" ||
      health.state === "unhealthy" ||
      (health.state === "initial" && health.reason === "Elb.InitialHealthChecking"),
  );
  const healthy = known.filter(({ health }) => health.state === "healthy");
  const count = Number(attributes["target_group_health.unhealthy_state_routing.minimum_healthy_targets.count"] ?? 1);
  const percentage = attributes["target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage"];
  const share = percentage === undefined || percentage === "off" ? 0 : Number(percentage) / 100;
  return healthy.length >= Math.max(count, share * known.length) ? healthy : known;
};

const on = (attributes: Pairs, key: string) => attributes[key] === "true";

/** Tells the data plane where each listener's requests go. */
export interface Routing {
  routes(listener: ListenerRecord): readonly Route[];
  /** After a listener's own actions, rules or attributes changed. */
  listenerChanged(listener: ListenerRecord): void;
  /** After who may serve in a target group changed. */
  groupChanged(targetGroupArn: string): void;
}

export const createRouting = (tables: Tables, fleet: Fleet, faults: DataPlaneFaults, dataPlane: DataPlane): Routing => {
  const group = (arn: string): RoutedGroup => {
    const attributes = tables.attributes.get(arn) ?? {};
    return {
      arn,
      protocol: tables.targetGroups.get(arn)?.Protocol ?? "HTTP",
      targets: routable(registrationsIn(tables, arn), attributes).map(({ instance, port }) =>
        target(fleet, faults, instance, port),
      ),
      targetStickiness: on(attributes, "stickiness.enabled")
        ? Number(attributes["stickiness.lb_cookie.duration_seconds"])
        : undefined,
    };
  };

  const action = (listener: ListenerRecord, actions: readonly Action[]): RoutedAction => {
    const ordered = actions.toSorted((a, b) => (a.Order ?? 1) - (b.Order ?? 1));
    for (const { AuthenticateOidcConfig, AuthenticateCognitoConfig } of ordered) {
      // Nobody can log in here: each request is an unauthenticated one.
      const login = AuthenticateOidcConfig ?? AuthenticateCognitoConfig;
      if (login === undefined || login.OnUnauthenticatedRequest === "allow") continue;
      if (login.OnUnauthenticatedRequest === "deny") return { type: "fixed-response", config: { StatusCode: "401" } };
      const location =
        AuthenticateOidcConfig?.AuthorizationEndpoint ??
        `https://${AuthenticateCognitoConfig?.UserPoolDomain}/oauth2/authorize`;
      return { type: "log-in", location };
    }
    const last = ordered.at(-1);
    if (last?.RedirectConfig) return { type: "redirect", config: last.RedirectConfig };
    if (last?.FixedResponseConfig) return { type: "fixed-response", config: last.FixedResponseConfig };
    const stickiness = last?.ForwardConfig?.TargetGroupStickinessConfig;
    const attributes = tables.attributes.get(listener.LoadBalancerArn) ?? {};
    return {
      type: "forward",
      groups: (last?.ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn, Weight }) => ({
        group: group(TargetGroupArn ?? ""),
        weight: Weight ?? 1,
      })),
      groupStickiness: stickiness?.Enabled ? stickiness.DurationSeconds : undefined,
      idleTimeout: Number(attributes["idle_timeout.timeout_seconds"] ?? 60) * 1000,
    };
  };

  const routes = (listener: ListenerRecord): readonly Route[] => [
    ...rulesOf(tables, listener.ListenerArn)
      .toSorted((a, b) => a.Priority - b.Priority)
      .map(({ Conditions, Actions }) => ({ conditions: Conditions, action: action(listener, Actions) })),
    { conditions: [], action: action(listener, listener.DefaultActions) },
  ];

  const listenerChanged = (listener: ListenerRecord) => dataPlane.reconfigure(listener.ListenerArn, routes(listener));

  return {
    routes,
    listenerChanged,
    groupChanged(targetGroupArn) {
      for (const listener of listenersUsing(tables, targetGroupArn)) listenerChanged(listener);
    },
  };
};

/** A target as the data plane meets it: where it is and what is wrong with it are asked each time. */
export const target = (fleet: Fleet, faults: DataPlaneFaults, instance: string, port: number): RoutedTarget => ({
  instance,
  address: () => fleet.address(instance, port),
  fault: () => faults.on(instance),
});
