import { describe, expect, it } from "vitest";
import { excludeEachOther, letsThrough, meet, valuesIn } from "../../../src/deployment/rule-conditions.ts";

const host = (...Values: string[]) => ({ Field: "host-header", HostHeaderConfig: { Values } });
const path = (...Values: string[]) => ({ Field: "path-pattern", PathPatternConfig: { Values } });
const header = (HttpHeaderName: string, ...Values: string[]) => ({
  Field: "http-header",
  HttpHeaderConfig: { HttpHeaderName, Values },
});
const method = (...Values: string[]) => ({ Field: "http-request-method", HttpRequestMethodConfig: { Values } });
const source = { Field: "source-ip", SourceIpConfig: { Values: ["10.0.0.0/8"] } };
const expression = { Field: "path-pattern", PathPatternConfig: { RegexValues: ["^/a"] } };

describe("two patterns", () => {
  it.each<[string, string, boolean]>([
    ["/api/*", "/api/v1", true],
    ["/api/*", "/web/*", false],
    ["/*/a", "/b/*", true],
    ["*.example.com", "a.example.com", true],
    ["*.example.com", "example.com", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a*b*c", "*x*", true],
    ["", "*", true],
    ["", "?", false],
    ["**", "", true],
    ["a", "a*", true],
    ["\\*", "b", true],
  ])("%s and %s have a text in common: %s", (a, b, expected) => {
    expect([meet(a, b), meet(b, a)]).toEqual([expected, expected]);
  });

  it("are compared in no time, however many wildcards they have", () => {
    expect(meet(`${"*a".repeat(60)}b`, `${"*a".repeat(60)}c`)).toBe(false);
  });
});

describe("conditions", () => {
  const asked = { method: "GET", host: "Shop.example.com", path: "/api/v1?a=1", headers: { "X-Preview": "Yes" } };

  it.each<[readonly object[], boolean | undefined]>([
    [[], true],
    [[host("shop.EXAMPLE.com")], true],
    [[host("*.example.com"), path("/api/*")], true],
    [[path("/API/*")], false],
    [[path("/web", "/api/v1")], true],
    [[method("POST")], false],
    [[method("GET")], true],
    [[header("x-preview", "yes")], true],
    [[header("x-preview", "no")], false],
    [[header("X-Other", "yes")], false],
    [[header("User-Agent", "*")], undefined],
    [[source], undefined],
    [[expression], undefined],
    [[source, path("/web")], false],
    [[header("X-Preview", "a\\*")], undefined],
    [[{ Field: "query-string", QueryStringConfig: { Values: [{ Value: "1" }] } }], undefined],
  ])("%j let a request through, as far as it can be told: %s", (conditions, expected) => {
    expect(letsThrough(conditions as never, asked)).toBe(expected);
  });

  it("cannot tell of a path that looks like a pattern", () => {
    expect(letsThrough([path("/b")], { ...asked, path: "/a*" })).toBeUndefined();
  });

  it.each<[readonly object[], readonly object[], boolean]>([
    [[host("a.example")], [host("B.example"), path("/x")], true],
    [[host("a.example")], [host("A.example")], false],
    [[path("/a", "/b/*")], [path("/c")], true],
    [[path("/a", "/b/*")], [path("/b/1")], false],
    [[method("GET")], [method("POST")], true],
    [[path("/a")], [host("a.example")], false],
    [[], [path("/a")], false],
    [[expression], [path("/b")], false],
    // A header may come twice.
    [[header("X", "a")], [header("X", "b")], false],
  ])("%j and %j exclude each other: %s", (a, b, expected) => {
    expect([excludeEachOther(a as never, b as never), excludeEachOther(b as never, a as never)]).toEqual([
      expected,
      expected,
    ]);
  });

  it("count as many values as they compare with", () => {
    expect(valuesIn([host("a.example", "b.example"), expression, header("X", "a")])).toBe(4);
  });
});
