import { describe, expect, it } from "vitest";
import {
  type Answer,
  type Answered,
  callsOf,
  checksGate,
  checksOf,
  isExpected,
  judgeCheck,
} from "../../../src/deployment/checks.ts";
import type { ListenerView } from "../../../src/deployment/view.ts";
import { registered, view } from "./world.ts";

const listeners = [
  { port: 80, placeholders: { blue: 9080, green: 9180 } },
  { port: 443, placeholders: { blue: 9443, green: 9543 } },
];
const environment = (checks: readonly object[]) => registered({ listeners, checks });

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
      `http://${host}:9180/version`,
      `https://${host}:9543/version`,
    ]);
    expect(urls([{ path: "/version" }], "blue")).toEqual([
      `http://${host}:9080/version`,
      `https://${host}:9443/version`,
    ]);
  });

  it("speak HTTP through a TCP listener and HTTPS through a TLS listener, or what they say", () => {
    const through = (protocol: string) => ({ ...rest.pairs[0], blue: { ...rest.pairs[0]?.blue, protocol } });
    const flows = { ...world, pairs: [through("TCP"), through("TLS")] } as typeof world;
    const called = (check: object) => checksOf(environment([check]), flows, "blue").map(({ url }) => url.split("/")[0]);
    expect(called({ path: "/" })).toEqual(["http:"]);
    expect(called({ path: "/", protocol: "HTTPS" })).toEqual(["https:"]);
  });

  it("call just the listener that a check is meant for", () => {
    expect(urls([{ path: "/" }, { path: "/secure", port: 443 }], "green")).toEqual([
      `http://${host}:9180/`,
      `https://${host}:9543/`,
      `https://${host}:9543/secure`,
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

  it("ask a target group once for all the listeners and rules that forward to it, where that asks for the same", () => {
    const [first, second] = world.listeners;
    if (first === undefined || second === undefined) throw new Error("there are two listeners");
    const sharing = (port: number, protocol: string): ListenerView => ({
      ...first,
      registered: { port },
      protocol,
    });
    const shared = { ...world, listeners: [first, sharing(443, "HTTPS"), sharing(8080, "HTTP"), second] };
    const asked = (check: object) =>
      checksOf(environment([check]), shared, "green").map(({ url, headers }) => [url, headers.host]);
    expect(asked({ path: "/" })).toEqual([
      [`http://${host}:9180/`, undefined],
      [`https://${host}:9543/`, undefined],
    ]);
    expect(asked({ path: "/", host: "www.example.com" })).toEqual([
      [`http://${host}:9180/`, "www.example.com"],
      [`http://${host}:9180/`, "www.example.com:8080"],
      [`https://${host}:9543/`, "www.example.com"],
    ]);
  });

  it("are none if none is registered", () => {
    expect(urls([], "green")).toEqual([]);
  });
});

describe("how often the checks are called", () => {
  const called = (checks: readonly object[]) =>
    callsOf(checksOf(environment(checks), world, "green")).map(({ url }) => new URL(url).pathname);

  it("is once each, and then as often as a check is to pass in a row, in turns", () => {
    expect(called([{ path: "/a", port: 80 }])).toEqual(["/a"]);
    expect(
      called([
        { path: "/a", port: 80, inARow: 3 },
        { path: "/b", port: 80 },
        { path: "/c", port: 80, inARow: 2 },
      ]),
    ).toEqual(["/a", "/b", "/c", "/a", "/c", "/a"]);
    expect(called([])).toEqual([]);
  });
});

it.each([
  [200, 200, true],
  [201, 200, false],
  [200, "200", true],
  [200, "200-299", true],
  [299, "200-299", true],
  [199, "200-299", false],
  [300, "200-299", false],
  [404, "200-299,404", true],
  [473, "200,429,473", true],
  [430, "200,429,473", false],
])("a status of %j where %j is expected is as expected: %j", (status, expected, is) => {
  expect(isExpected(status, expected)).toBe(is);
});

describe("the answer to a check", () => {
  const probe = (check: object) => {
    const [checked] = environment([{ path: "/", ...check }]).checks;
    if (checked === undefined) throw new Error("one check was registered");
    return { check: checked, url: "http://web:9081/", headers: {} };
  };
  const answered = (more: object = {}): Answer => ({ status: 200, body: "", headers: {}, milliseconds: 5, ...more });

  it.each<[check: object, answer: object]>([
    [{}, {}],
    [{ status: 204 }, { status: 204 }],
    [{ status: "200-299" }, { status: 204 }],
    [{ contains: "release 2" }, { body: "this is release 2." }],
    [{ matches: "release \\d" }, { matches: true }],
    [{ answerHeaders: { "X-Release": "2" } }, { headers: { "x-release": "2", "x-other": "3" } }],
    [{ latencyMilliseconds: 300 }, { milliseconds: 300 }],
  ])("passes: %j answered by %j", (check, more) => {
    const answer = answered(more);
    expect(judgeCheck({ probe: probe(check), answer })).toEqual({
      verdict: "ready",
      reason: `GET http://web:9081/ answered ${"status" in answer && answer.status}`,
    });
  });

  it("fails with what kept it from being answered", () => {
    expect(judgeCheck({ probe: probe({}), answer: { error: "connect ECONNREFUSED" } })).toEqual({
      verdict: "failed",
      reason: "GET http://web:9081/ failed: connect ECONNREFUSED. Expected status 200.",
    });
  });

  it.each<[check: object, answer: object, message: string]>([
    [{}, { status: 503, body: "no healthy target" }, "503, expected 200. Its body begins: no healthy target"],
    [{}, { status: 500, body: "x".repeat(300) }, `500, expected 200. Its body begins: ${"x".repeat(200)}`],
    [{ status: "200-299,404" }, { status: 400 }, "400, expected 200-299,404. Its body begins: "],
    [
      { contains: "release 2" },
      { body: "x".repeat(300) },
      `200 without 'release 2'. Its body begins: ${"x".repeat(200)}`,
    ],
    [
      { matches: "release \\d" },
      { body: "x", matches: false },
      "200 with nothing that matches /release \\d/. Its body begins: x",
    ],
    [
      { matches: "release \\d" },
      { body: "aaa!", matches: "too slow" },
      "200; whether that matches /release \\d/ took too long to find out. Its body begins: aaa!",
    ],
    [
      { answerHeaders: { "X-Release": "2" } },
      { headers: { "x-release": "1" } },
      "200 with X-Release: 1, expected X-Release: 2. Its body begins: ",
    ],
    [
      { answerHeaders: { "X-Release": "2" } },
      {},
      "200 with no header X-Release, expected X-Release: 2. Its body begins: ",
    ],
    [
      { latencyMilliseconds: 300 },
      { milliseconds: 301 },
      "200 after 301 ms, expected within 300 ms. Its body begins: ",
    ],
  ])("fails with what was answered and what was expected: %j answered by %j", (check, more, message) => {
    expect(judgeCheck({ probe: probe(check), answer: answered(more) })).toEqual({
      verdict: "failed",
      reason: `GET http://web:9081/ answered ${message}`,
    });
  });

  it("names the host that was asked for", () => {
    const asked = { ...probe({}), headers: { host: "www.example.com" } };
    expect(judgeCheck({ probe: asked, answer: answered({ status: 400 }) }).reason).toBe(
      "GET http://web:9081/ as www.example.com answered 400, expected 200. Its body begins: ",
    );
  });

  it("is one of all: they pass together, or fail with the first that did not", () => {
    const passed = { probe: probe({}), answer: answered() };
    const unexpected = (status: number) => ({ probe: probe({}), answer: answered({ status }) });
    const gate = (answers: readonly Answered[], of = answers.length, before = 0) => checksGate({ before, answers, of });
    expect(gate([])).toEqual({ verdict: "ready", reason: "0 checks passed" });
    expect(gate([passed])).toEqual({ verdict: "ready", reason: "1 check passed" });
    expect(gate([passed, passed])).toEqual({ verdict: "ready", reason: "2 checks passed" });
    expect(gate([passed, unexpected(500), unexpected(404)])).toEqual({
      verdict: "failed",
      reason: "GET http://web:9081/ answered 500, expected 200. Its body begins: ",
    });
    expect(gate([passed, passed], 5, 1)).toEqual({
      verdict: "not ready",
      reason: "3 of 5 checks passed, the others are next.",
      lookAgainInSeconds: 1,
    });
    expect(gate([passed, passed], 5, 3).verdict).toBe("ready");
    expect(gate([passed, unexpected(500)], 5, 0).verdict).toBe("failed");
  });
});
