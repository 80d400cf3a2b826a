import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import type { Route } from "../../dataplane/data-plane.ts";
import { compileRoutes, type RequestFacts } from "../../dataplane/matcher.ts";

const request: RequestFacts = {
  method: "GET",
  url: "/img/cat.png?size=Big&flag=",
  host: "WWW.example.com:8080",
  headers: { "user-agent": "Mozilla/5.0", "set-cookie": ["a=1", "b=2"] },
  sourceIp: "127.0.0.1",
};

const fixed = (StatusCode: string): Route["action"] => ({ type: "fixed-response", config: { StatusCode } });
const matches = (conditions: RuleCondition[], facts: Partial<RequestFacts> = {}) => {
  const action = compileRoutes([
    { conditions, action: fixed("200") },
    { conditions: [], action: fixed("404") },
  ])({ ...request, ...facts });
  return action.type === "fixed-response" && action.config.StatusCode === "200";
};

describe("a rule's conditions", () => {
  it.each<[boolean, RuleCondition, Partial<RequestFacts>]>([
    [true, { Field: "path-pattern", Values: ["/img/*"] }, {}],
    [true, { Field: "path-pattern", PathPatternConfig: { Values: ["/none", "/img/c?t.png"] } }, {}],
    [false, { Field: "path-pattern", Values: ["/IMG/*"] }, {}],
    [false, { Field: "path-pattern", Values: ["/img"] }, {}],
    [false, { Field: "path-pattern", Values: ["/img/?"] }, {}],
    [true, { Field: "path-pattern", Values: ["/a.b"] }, { url: "/a.b" }],
    [false, { Field: "path-pattern", Values: ["/a.b"] }, { url: "/aXb" }],
    [true, { Field: "path-pattern", Values: ["*"] }, {}],
    [true, { Field: "host-header", Values: ["www.example.com"] }, {}],
    [true, { Field: "host-header", HostHeaderConfig: { Values: ["*.EXAMPLE.com"] } }, {}],
    [false, { Field: "host-header", Values: ["example.com"] }, {}],
    [true, { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "User-Agent", Values: ["*mozilla*"] } }, {}],
    [false, { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "User-Agent", Values: ["curl*"] } }, {}],
    [false, { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-None", Values: ["*"] } }, {}],
    [true, { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "set-cookie", Values: ["b=*"] } }, {}],
    [true, { Field: "http-request-method", HttpRequestMethodConfig: { Values: ["POST", "GET"] } }, {}],
    [false, { Field: "http-request-method", HttpRequestMethodConfig: { Values: ["get"] } }, {}],
    [true, { Field: "query-string", QueryStringConfig: { Values: [{ Key: "size", Value: "b?g" }] } }, {}],
    [true, { Field: "query-string", QueryStringConfig: { Values: [{ Value: "big" }] } }, {}],
    [false, { Field: "query-string", QueryStringConfig: { Values: [{ Key: "size", Value: "small" }] } }, {}],
    [true, { Field: "query-string", QueryStringConfig: { Values: [{ Key: "q", Value: "\\*" }] } }, { url: "/?q=*" }],
    [false, { Field: "query-string", QueryStringConfig: { Values: [{ Key: "q", Value: "\\*" }] } }, { url: "/?q=x" }],
    [true, { Field: "source-ip", SourceIpConfig: { Values: ["10.0.0.0/8", "127.0.0.0/8"] } }, {}],
    [false, { Field: "source-ip", SourceIpConfig: { Values: ["127.0.0.2/32"] } }, {}],
    [true, { Field: "source-ip", SourceIpConfig: { Values: ["2001:db8::/32"] } }, { sourceIp: "2001:db8::1" }],
  ])("%s: %j", (expected, condition, facts) => {
    expect(matches([condition], facts)).toBe(expected);
  });

  it("must all hold", () => {
    const path = { Field: "path-pattern", Values: ["/img/*"] };
    const host = { Field: "host-header", Values: ["other.example.com"] };
    expect(matches([path, host])).toBe(false);
    expect(matches([path, host], { host: "other.example.com" })).toBe(true);
  });

  it("are tried in the order of the routes: the first rule that holds decides", () => {
    const routes = [
      { conditions: [{ Field: "path-pattern", Values: ["/a*"] }], action: fixed("201") },
      { conditions: [{ Field: "path-pattern", Values: ["/ab*"] }], action: fixed("202") },
      { conditions: [], action: fixed("404") },
    ];
    const decide = compileRoutes(routes);
    const answers = ["/abc", "/a", "/b"].map((url) => decide({ ...request, url }));
    expect(answers).toEqual([fixed("201"), fixed("201"), fixed("404")]);
  });
});
