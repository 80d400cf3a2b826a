import { describe, expect, it } from "vitest";
import { type Answer, checksGate, checksOf, judgeCheck } from "../../../src/deployment/checks.ts";
import { parseEnvironment } from "../../../src/deployment/environment.ts";
import { view } from "./world.ts";

const listeners = [
  { port: 80, placeholders: { blue: 9080, green: 9081 } },
  { port: 443, placeholders: { blue: 9443, green: 9444 } },
];
const environment = (checks: readonly object[]) =>
  parseEnvironment(
    {
      name: "web-live",
      account: "123456789012",
      region: "eu-west-1",
      stage: "live",
      loadBalancer: "web",
      group: "web",
      listeners,
      checks,
    },
    "web.yml",
  );

const { listeners: views, ...rest } = view("blue");
const world = {
  ...rest,
  listeners: views.map((each, index) => ({
    ...each,
    registered: listeners[index] ?? each.registered,
    protocol: index === 0 ? "HTTP" : "HTTPS",
  })),
};
const urls = (checks: readonly object[], side: "blue" | "green") =>
  checksOf(environment(checks), world, side).map(({ url }) => url);
const host = world.loadBalancer.dnsName;

describe("an environment's checks", () => {
  it("call the side through its own placeholder listeners, over the protocol of each production listener", () => {
    expect(urls([{ path: "/version" }], "green")).toEqual([
      `http://${host}:9081/version`,
      `https://${host}:9444/version`,
    ]);
    expect(urls([{ path: "/version" }], "blue")).toEqual([
      `http://${host}:9080/version`,
      `https://${host}:9443/version`,
    ]);
  });

  it("call just the listener that a check is meant for", () => {
    expect(urls([{ path: "/" }, { path: "/secure", port: 443 }], "green")).toEqual([
      `http://${host}:9081/`,
      `https://${host}:9444/`,
      `https://${host}:9444/secure`,
    ]);
  });

  it("say the host as its users do, and ask for its certificate", () => {
    const checks = [{ path: "/", host: "www.example.com", headers: { "X-Probe": "1" } }, { path: "/" }];
    expect(checksOf(environment(checks), world, "green").map(({ check: _, url: __, ...asked }) => asked)).toEqual([
      { headers: { "X-Probe": "1", host: "www.example.com" }, certified: "www.example.com" },
      { headers: { "X-Probe": "1", host: "www.example.com" }, certified: "www.example.com" },
      { headers: {} },
      { headers: {} },
    ]);
    const [first, second] = world.listeners;
    if (first === undefined || second === undefined) throw new Error("there are two listeners");
    const odd = [
      { ...first, registered: { ...first.registered, port: 8080 } },
      { ...second, registered: { ...second.registered, port: 80 } },
    ];
    expect(
      checksOf(environment(checks.slice(0, 1)), { ...world, listeners: odd }, "green").map(
        ({ headers }) => headers.host,
      ),
    ).toEqual(["www.example.com:8080", "www.example.com:80"]);
  });

  it("are none if none is registered", () => {
    expect(urls([], "green")).toEqual([]);
  });
});

describe("the answer to a check", () => {
  const probe = (check: object) => {
    const [checked] = environment([{ path: "/", ...check }]).checks;
    if (checked === undefined) throw new Error("one check was registered");
    return { check: checked, url: "http://web:9081/", headers: {} };
  };

  it.each<[check: object, answer: Answer]>([
    [{}, { status: 200, body: "" }],
    [{ status: 204 }, { status: 204, body: "" }],
    [{ contains: "release 2" }, { status: 200, body: "this is release 2." }],
  ])("passes: %j answered by %j", (check, answer) => {
    expect(judgeCheck({ probe: probe(check), answer })).toEqual({
      verdict: "ready",
      reason: `GET http://web:9081/ answered ${"status" in answer && answer.status}`,
    });
  });

  it.each<[check: object, answer: Answer, message: string]>([
    [{}, { error: "connect ECONNREFUSED" }, "GET http://web:9081/ failed: connect ECONNREFUSED. Expected status 200."],
    [
      {},
      { status: 503, body: "no healthy target" },
      "GET http://web:9081/ answered 503, expected 200. Its body begins: no healthy target",
    ],
    [
      {},
      { status: 500, body: "x".repeat(300) },
      `GET http://web:9081/ answered 500, expected 200. Its body begins: ${"x".repeat(200)}`,
    ],
    [
      { contains: "release 2" },
      { status: 200, body: "x".repeat(300) },
      `GET http://web:9081/ answered 200 without 'release 2'. Its body begins: ${"x".repeat(200)}`,
    ],
  ])("fails with what was answered and what was expected: %j answered by %j", (check, answer, message) => {
    expect(judgeCheck({ probe: probe(check), answer })).toEqual({ verdict: "failed", reason: message });
  });

  it("names the host that was asked for", () => {
    const asked = { ...probe({}), headers: { host: "www.example.com" } };
    expect(judgeCheck({ probe: asked, answer: { status: 400, body: "" } }).reason).toBe(
      "GET http://web:9081/ as www.example.com answered 400, expected 200. Its body begins: ",
    );
  });

  it("is one of all: they pass together, or fail with the first that did not", () => {
    const passed = { probe: probe({}), answer: { status: 200, body: "" } };
    const unexpected = (status: number) => ({ probe: probe({}), answer: { status, body: "" } });
    expect(checksGate([])).toEqual({ verdict: "ready", reason: "0 checks passed" });
    expect(checksGate([passed])).toEqual({ verdict: "ready", reason: "1 check passed" });
    expect(checksGate([passed, passed])).toEqual({ verdict: "ready", reason: "2 checks passed" });
    expect(checksGate([passed, unexpected(500), unexpected(404)])).toEqual({
      verdict: "failed",
      reason: "GET http://web:9081/ answered 500, expected 200. Its body begins: ",
    });
  });
});
