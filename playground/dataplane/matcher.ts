import { BlockList, isIP, isIPv6 } from "node:net";
import type { QueryStringKeyValuePair, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../world/aws-error.ts";
import type { Route, RoutedAction } from "./data-plane.ts";

/** A request as the conditions of listener rules look at it. */
export interface RequestFacts {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** The `Host` header, as sent. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly sourceIp: string;
}

type Predicate = (request: RequestFacts) => boolean;

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** A pattern with `*` (any run of characters), `?` (exactly one) and `\` (the next character as it is). */
const wildcard = (pattern: string, flags: "" | "i"): RegExp =>
  new RegExp(
    `^${pattern.replace(/\\([*?\\])|[*?]|[^*?\\]+|\\/g, (part, literal: string | undefined) => {
      if (part === "*") return "[^]*";
      if (part === "?") return "[^]";
      return escaped(literal ?? part);
    })}$`,
    flags,
  );

const anyOf = (patterns: readonly string[], flags: "" | "i") => {
  const expressions = patterns.map((pattern) => wildcard(pattern, flags));
  return (text: string) => expressions.some((expression) => expression.test(text));
};

/** The path of a request's target, without its query string. */
export const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";
/** What stands after the question mark; empty if nothing does. */
export const queryOf = (url: string): string => url.slice(pathOf(url).length + 1);
/** The `Host` header without its port. */
export const hostnameOf = (host: string): string => host.replace(/:\d*$/, "");

const queryPredicate = (pairs: readonly QueryStringKeyValuePair[]): Predicate => {
  const wanted = pairs.map(({ Key, Value }) => ({ key: anyOf([Key ?? "*"], "i"), value: anyOf([Value ?? ""], "i") }));
  return ({ url }) =>
    [...new URLSearchParams(queryOf(url))].some(([key, value]) =>
      wanted.some((pair) => pair.key(key) && pair.value(value)),
    );
};

/** "The source IP addresses, in CIDR format. You can use both IPv4 and IPv6 addresses." */
const addBlock = (list: BlockList, block: string): void => {
  const [, network = "", bits] = /^([^/]+)\/(\d{1,3})$/.exec(block) ?? [];
  const version = isIP(network);
  if (version === 0 || Number(bits) > (version === 6 ? 128 : 32)) {
    throw new AwsError("ValidationError", `The 'source-ip' value '${block}' is not a valid CIDR block`);
  }
  list.addSubnet(network, Number(bits), version === 6 ? "ipv6" : "ipv4");
};

const sourcePredicate = (blocks: readonly string[]): Predicate => {
  const list = new BlockList();
  for (const block of blocks) addBlock(list, block);
  return ({ sourceIp }) => list.check(sourceIp, isIPv6(sourceIp) ? "ipv6" : "ipv4");
};

/**
 * Whether a request meets a condition. Host names, header values and query strings compare without regard to case, paths and
 * methods with ("Rule condition types" in the Application Load Balancers guide).
 */
const predicate = (condition: RuleCondition): Predicate => {
  switch (condition.Field) {
    case "path-pattern": {
      const matches = anyOf(condition.PathPatternConfig?.Values ?? condition.Values ?? [], "");
      return ({ url }) => matches(pathOf(url));
    }
    case "host-header": {
      const matches = anyOf(condition.HostHeaderConfig?.Values ?? condition.Values ?? [], "i");
      return ({ host }) => matches(hostnameOf(host));
    }
    case "http-header": {
      const name = condition.HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? "";
      const matches = anyOf(condition.HttpHeaderConfig?.Values ?? [], "i");
      return ({ headers }) => [headers[name] ?? []].flat().some(matches);
    }
    case "http-request-method": {
      const methods = condition.HttpRequestMethodConfig?.Values ?? [];
      return ({ method }) => methods.includes(method);
    }
    case "query-string":
      return queryPredicate(condition.QueryStringConfig?.Values ?? []);
    case "source-ip":
      return sourcePredicate(condition.SourceIpConfig?.Values ?? []);
    default:
      throw new NotEmulated(`rule conditions on '${condition.Field}'`);
  }
};

/** Whether a request meets all of a rule's conditions. Throws AwsError `ValidationError` for one that nobody could judge. */
export const compileConditions = (conditions: readonly RuleCondition[]): Predicate => {
  const predicates = conditions.map(predicate);
  return (request) => predicates.every((holds) => holds(request));
};

/** Turns routes, in the order of evaluation, into a function from a request to the action that its rule takes. */
export const compileRoutes = (routes: readonly Route[]): ((request: RequestFacts) => RoutedAction) => {
  const compiled = routes.map(({ conditions, action }) => ({ holds: compileConditions(conditions), action }));
  return (request) => {
    const route = compiled.find(({ holds }) => holds(request));
    if (route === undefined) throw new Error("A listener's last route is its default action and has no conditions");
    return route.action;
  };
};
