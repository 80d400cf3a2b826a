/** Tells the data plane where each listener's requests go. */
import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Route, RoutedAction, RoutedGroup } from "../../dataplane/data-plane.ts";
import type { HeaderRules } from "../../dataplane/headers.ts";
import type { Elbv2Context } from "./context.ts";
import { rerouteFlows } from "./flow-routing.ts";
import { routable, target } from "./routable.ts";
import { type ListenerRecord, listenersUsing, type Pairs, registrationsIn, rulesOf } from "./tables.ts";
import { isFlowProtocol } from "./traffic-protocols.ts";

/** The routes of a listener as it is now, the default last. */
export const routesOf = (context: Elbv2Context, listener: ListenerRecord): readonly Route[] => [
  ...rulesOf(context.tables, listener.ListenerArn)
    .toSorted((a, b) => a.Priority - b.Priority)
    .map(({ Conditions, Actions }) => ({ conditions: Conditions, action: routedAction(context, listener, Actions) })),
  { conditions: [], action: routedAction(context, listener, listener.DefaultActions) },
];

/** After a listener's own actions, rules or attributes changed. */
export const rerouteListener = (context: Elbv2Context, listener: ListenerRecord): void =>
  isFlowProtocol(listener.Protocol)
    ? rerouteFlows(context, listener)
    : context.dataPlane.reconfigure(listener.ListenerArn, routesOf(context, listener));

/** After who may serve in a target group changed. */
export const rerouteGroup = (context: Elbv2Context, targetGroupArn: string): void => {
  for (const listener of listenersUsing(context.tables, targetGroupArn)) rerouteListener(context, listener);
};

const routedGroup = (context: Elbv2Context, arn: string): RoutedGroup => {
  const { tables } = context;
  const attributes = tables.attributes.get(arn) ?? {};
  return {
    arn,
    protocol: tables.targetGroups.get(arn)?.Protocol === "HTTPS" ? "HTTPS" : "HTTP",
    targets: routable(registrationsIn(tables, arn), attributes).map(({ instance, port }) =>
      target(context, instance, port),
    ),
    targetStickiness:
      attributes["stickiness.enabled"] === "true"
        ? Number(attributes["stickiness.lb_cookie.duration_seconds"])
        : undefined,
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
  const attributes = context.tables.attributes.get(listener.LoadBalancerArn) ?? {};
  return {
    type: "forward",
    groups: (last?.ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn, Weight }) => ({
      group: routedGroup(context, TargetGroupArn ?? ""),
      weight: Weight ?? 1,
    })),
    groupStickiness: stickiness?.Enabled ? stickiness.DurationSeconds : undefined,
    idleTimeout: Number(attributes["idle_timeout.timeout_seconds"] ?? 60) * 1000,
    headers: headerRules(attributes),
  };
};
