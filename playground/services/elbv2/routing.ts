/** Tells the data plane where each listener's requests go. */
import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Route, RoutedAction, RoutedGroup } from "../../dataplane/data-plane.ts";
import type { HeaderRules } from "../../dataplane/headers.ts";
import type { Elbv2Context } from "./context.ts";
import { rerouteFlows } from "./flow-routing.ts";
import { routable, target } from "./routable.ts";
import { type ListenerRecord, listenersOf, listenersUsing, type Pairs, registrationsIn, rulesOf } from "./tables.ts";
import { isFlowProtocol } from "./traffic-protocols.ts";
import { answerZones, crossesZones, knownZones, nodeZones, reachable } from "./zones.ts";

/** The routes of a listener as it is now, the default last. */
export const routesOf = (context: Elbv2Context, listener: ListenerRecord): readonly Route[] => [
  ...rulesOf(context.tables, listener.ListenerArn)
    .toSorted((a, b) => a.Priority - b.Priority)
    .map(({ Conditions, Actions }) => ({ conditions: Conditions, action: routedAction(context, listener, Actions) })),
  { conditions: [], action: routedAction(context, listener, listener.DefaultActions) },
];

/** After a listener's own actions, rules or attributes changed. */
export const rerouteListener = (context: Elbv2Context, listener: ListenerRecord): void => {
  if (isFlowProtocol(listener.Protocol)) rerouteFlows(context, listener);
  else rerouteRequests(context, listener);
};

const rerouteRequests = (context: Elbv2Context, listener: ListenerRecord): void => {
  const { tables, dataPlane } = context;
  const { ListenerArn, LoadBalancerArn } = listener;
  const routes = routesOf(context, listener);
  dataPlane.reconfigure(ListenerArn, routes);
  // Where every node may use every target, it is all the same to which one clients go.
  if (!routes.some(({ action }) => action.type === "forward" && action.zones !== undefined)) return;
  answerZones(context, LoadBalancerArn, () => {
    for (const each of listenersOf(tables, LoadBalancerArn))
      dataPlane.reconfigure(each.ListenerArn, routesOf(context, each));
  });
};

/** After who may serve in a target group changed. */
export const rerouteGroup = (context: Elbv2Context, targetGroupArn: string): void => {
  for (const listener of listenersUsing(context.tables, targetGroupArn)) rerouteListener(context, listener);
};

/** The targets that the node of each zone may use; undefined where each may use all. */
const targetsByZone = (context: Elbv2Context, loadBalancerArn: string, arn: string): RoutedGroup["targetsByZone"] => {
  if (crossesZones(context, loadBalancerArn, arn)) return undefined;
  const attributes = context.tables.attributes.get(arn) ?? {};
  return new Map(
    nodeZones(context, loadBalancerArn).map((zone) => [
      zone,
      routable(reachable(context, loadBalancerArn, arn, zone), attributes).map(({ instance, port }) =>
        target(context, instance, port),
      ),
    ]),
  );
};

const stickinessOf = (attributes: Pairs): Pick<RoutedGroup, "targetStickiness" | "appCookie"> => {
  if (attributes["stickiness.enabled"] !== "true") return { targetStickiness: undefined };
  const type = attributes["stickiness.type"];
  return {
    targetStickiness: Number(attributes[`stickiness.${type}.duration_seconds`]),
    appCookie: type === "app_cookie" ? attributes["stickiness.app_cookie.cookie_name"] : undefined,
  };
};

const routedGroup = (context: Elbv2Context, loadBalancerArn: string, arn: string): RoutedGroup => {
  const { tables } = context;
  const attributes = tables.attributes.get(arn) ?? {};
  return {
    arn,
    protocol: tables.targetGroups.get(arn)?.Protocol === "HTTPS" ? "HTTPS" : "HTTP",
    targets: routable(registrationsIn(tables, arn), attributes).map(({ instance, port }) =>
      target(context, instance, port),
    ),
    targetsByZone: targetsByZone(context, loadBalancerArn, arn),
    ...stickinessOf(attributes),
  };
};

/** What becomes of a request that nobody is logged in for, and nobody can log in here; undefined if it goes on. */
const loginAction = (actions: readonly Action[]): RoutedAction | undefined => {
  for (const { AuthenticateOidcConfig, AuthenticateCognitoConfig } of actions) {
    const login = AuthenticateOidcConfig ?? AuthenticateCognitoConfig;
    if (login === undefined || login.OnUnauthenticatedRequest === "allow") continue;
    if (login.OnUnauthenticatedRequest === "deny") return { type: "fixed-response", config: { StatusCode: "401" } };
    const location =
      AuthenticateOidcConfig?.AuthorizationEndpoint ??
      `https://${AuthenticateCognitoConfig?.UserPoolDomain}/oauth2/authorize`;
    return { type: "log-in", location };
  }
  return undefined;
};

const headerRules = (attributes: Pairs): HeaderRules => {
  const mode = attributes["routing.http.xff_header_processing.mode"];
  return {
    dropInvalid: attributes["routing.http.drop_invalid_header_fields.enabled"] === "true",
    forwardedFor: mode === "preserve" || mode === "remove" ? mode : "append",
    clientPort: attributes["routing.http.xff_client_port.enabled"] === "true",
    tellTls: attributes["routing.http.x_amzn_tls_version_and_cipher_suite.enabled"] === "true",
  };
};

const routedAction = (context: Elbv2Context, listener: ListenerRecord, actions: readonly Action[]): RoutedAction => {
  const ordered = actions.toSorted((a, b) => (a.Order ?? 1) - (b.Order ?? 1));
  const login = loginAction(ordered);
  if (login !== undefined) return login;
  const last = ordered.at(-1);
  if (last?.RedirectConfig) return { type: "redirect", config: last.RedirectConfig };
  if (last?.FixedResponseConfig) return { type: "fixed-response", config: last.FixedResponseConfig };
  const stickiness = last?.ForwardConfig?.TargetGroupStickinessConfig;
  const { LoadBalancerArn } = listener;
  const attributes = context.tables.attributes.get(LoadBalancerArn) ?? {};
  const groups = (last?.ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn, Weight }) => ({
    group: routedGroup(context, LoadBalancerArn, TargetGroupArn ?? ""),
    weight: Weight ?? 1,
  }));
  return {
    type: "forward",
    groups,
    zones: groups.some(({ group }) => group.targetsByZone !== undefined)
      ? knownZones(context, LoadBalancerArn)
      : undefined,
    groupStickiness: stickiness?.Enabled ? stickiness.DurationSeconds : undefined,
    idleTimeout: Number(attributes["idle_timeout.timeout_seconds"] ?? 60) * 1000,
    headers: headerRules(attributes),
  };
};
