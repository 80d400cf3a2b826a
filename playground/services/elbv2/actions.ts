import type {
  Action,
  FixedResponseActionConfig,
  RedirectActionConfig,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { inRange, oneOf, required, validationError } from "../constraints.ts";
import { invalidAction, invalidConfiguration } from "./errors.ts";
import { normaliseLogin } from "./login-actions.ts";
import { isFlowProtocol, type Protocol } from "./traffic-protocols.ts";

const mostTargetGroups = 5;
const contentTypes = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];
const types = ["forward", "authenticate-oidc", "authenticate-cognito", "redirect", "fixed-response", "jwt-validation"];

/**
 * The actions of a listener or rule as AWS stores and answers them, all defaults filled in; or AWS's error. `earlier` are the
 * actions that these replace: an OIDC action may keep its secret.
 */
export const normaliseActions = (
  actions: readonly Action[],
  protocol: Protocol,
  earlier: readonly Action[],
): readonly Action[] => {
  if (actions.length === 0) throw validationError("You must specify at least one action");
  if (actions.length > 1 && actions.some(({ Order }) => Order === undefined)) {
    throw validationError("An action order must be specified for each action when there are multiple actions");
  }
  if (new Set(actions.map(({ Order }) => Order)).size < actions.length) {
    throw validationError("Each action must have a unique order");
  }
  const ordered = actions.toSorted((a, b) => (a.Order ?? 1) - (b.Order ?? 1));
  ordered.forEach(({ Type, Order }, index) => {
    oneOf(Type, "actions.type", types);
    inRange(Order, "actions.order", 1, 50_000);
    // "[Network Load Balancers] forward" alone.
    if (isFlowProtocol(protocol) && Type !== "forward")
      throw invalidAction(`Actions of type '${Type}' are not supported on ${protocol} listeners`);
    if (Type === "jwt-validation") throw new NotEmulated("jwt-validation actions");
    const login = Type === "authenticate-oidc" || Type === "authenticate-cognito";
    const last = index === ordered.length - 1;
    // "Each rule must include exactly one of the following types of actions: forward, redirect, or fixed-response, and it
    // must be the last action to be performed."
    if (login === last) throw invalidAction("The last action must be a forward, redirect or fixed-response action");
    if (login && protocol !== "HTTPS") {
      throw invalidAction(`Actions of type '${Type}' are supported only on HTTPS listeners`);
    }
  });
  if (ordered.length > 2) throw new AwsError("TooManyActionsException", "Too many actions");
  return ordered.map((action) => normaliseAction(action, protocol, earlier));
};

const normaliseAction = (action: Action, protocol: Protocol, earlier: readonly Action[]): Action => {
  const head = { Type: action.Type, ...(action.Order === undefined ? {} : { Order: action.Order }) };
  switch (action.Type) {
    case "forward":
      return { ...head, ...normaliseForward(action, protocol) };
    case "redirect":
      return { ...head, RedirectConfig: normaliseRedirect(action.RedirectConfig, protocol) };
    case "fixed-response": {
      const config = required(action.FixedResponseConfig, "actions.fixedResponseConfig");
      checkFixedResponse(config);
      return { ...head, FixedResponseConfig: config };
    }
    default:
      return { ...head, ...normaliseLogin(action, earlier) };
  }
};

/** A forward action names its target group in two ways; AWS answers both when there is one group. */
const normaliseForward = ({ TargetGroupArn, ForwardConfig }: Action, protocol: Protocol): Partial<Action> => {
  const tuples = ForwardConfig?.TargetGroups ?? (TargetGroupArn === undefined ? [] : [{ TargetGroupArn }]);
  if (tuples.length === 0) throw validationError("A target group must be specified for a forward action");
  if (tuples.length > mostTargetGroups) {
    throw new AwsError("TooManyTargetGroupsException", "Too many target groups specified in the forward action");
  }
  if (TargetGroupArn !== undefined && (tuples.length > 1 || tuples[0]?.TargetGroupArn !== TargetGroupArn)) {
    throw validationError("The target group ARN and the forward config must specify the same single target group");
  }
  const groups = tuples.map(({ TargetGroupArn, Weight }) => ({
    TargetGroupArn: required(TargetGroupArn, "targetGroupArn"),
    Weight: inRange(Weight ?? 1, "weight", 0, 999),
  }));
  if (new Set(groups.map(({ TargetGroupArn }) => TargetGroupArn)).size < groups.length) {
    throw validationError("A target group can be specified only once in a forward action");
  }
  const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
  if (Enabled && isFlowProtocol(protocol)) throw new NotEmulated(`target group stickiness on ${protocol} listeners`);
  if (Enabled && DurationSeconds === undefined) {
    throw invalidConfiguration("A duration must be specified when target group stickiness is enabled");
  }
  inRange(DurationSeconds, "durationSeconds", 1, 604_800);
  const [only] = groups;
  return {
    ...(groups.length === 1 && only ? { TargetGroupArn: only.TargetGroupArn } : {}),
    ForwardConfig: {
      TargetGroups: groups,
      TargetGroupStickinessConfig: { Enabled, ...(DurationSeconds === undefined ? {} : { DurationSeconds }) },
    },
  };
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html */
const checkFixedResponse = ({ StatusCode = "", ContentType, MessageBody = "" }: FixedResponseActionConfig): void => {
  if (!/^[245]\d\d$/.test(StatusCode)) {
    throw validationError(`The fixed-response status code '${StatusCode}' is not valid`);
  }
  if (ContentType !== undefined && !contentTypes.includes(ContentType)) {
    throw validationError(`The ContentType must be one of:'${contentTypes.join(", ")}'`);
  }
  if (MessageBody.length > 1024) throw validationError("The message body is too long");
};

/**
 * What a redirect is made of ends as a header of the answer. Paths and queries are "not percent-encoded" by the load balancer.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
 */
const checkRedirect = ({ Protocol = "", Port = "", Host = "", Path = "", Query = "" }: RedirectActionConfig): void => {
  if (!/^(HTTPS?|#\{protocol\})$/.test(Protocol)) throw validationError("The redirect protocol is not valid");
  const isPort = /^\d{1,5}$/.test(Port) && Number(Port) >= 1 && Number(Port) <= 65_535;
  if (Port !== "#{port}" && !isPort)
    throw validationError("The redirect port must be in the range 1-65535 or '#{port}'");
  if (!/^[!-~]{1,128}$/.test(Host)) throw validationError("The redirect host is not valid");
  if (!/^\/[!-~]{0,127}$/.test(Path)) throw validationError("The redirect path must begin with '/' and be valid");
  if (!/^[!-~]{0,128}$/.test(Query)) throw validationError("The redirect query is not valid");
};

const normaliseRedirect = (given: RedirectActionConfig | undefined, protocol: Protocol) => {
  const config = {
    Protocol: "#{protocol}",
    Port: "#{port}",
    Host: "#{host}",
    Path: "/#{path}",
    Query: "#{query}",
    ...required(given, "actions.redirectConfig"),
  };
  oneOf(required(config.StatusCode, "statusCode"), "statusCode", ["HTTP_301", "HTTP_302"]);
  checkRedirect(config);
  if (protocol === "HTTPS" && config.Protocol === "HTTP")
    throw invalidAction("Redirects from HTTPS to HTTP are not supported");
  const same =
    config.Protocol === "#{protocol}" &&
    config.Port === "#{port}" &&
    config.Host === "#{host}" &&
    config.Path === "/#{path}";
  if (same) throw invalidAction("The redirect configuration is not valid because it creates a loop.");
  return config;
};
