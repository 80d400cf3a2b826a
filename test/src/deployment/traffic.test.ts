import { describe, expect, it } from "vitest";
import type { Change, Json, Kind } from "../../../src/changes/change.ts";
import {
  activeSide,
  destinations,
  forwardsOf,
  listenerThatReaches,
  pointAt,
  shareInWords,
  sideThatGains,
  sideWithAll,
  trafficInWords,
  trafficOf,
} from "../../../src/deployment/traffic.ts";
import { NotAsRegistered } from "../../../src/errors.ts";
import { view } from "./world.ts";

const pointed = (port: number, ...arns: string[]) => {
  const seen = view("blue");
  return {
    ...seen,
    listeners: seen.listeners.map((listener) =>
      listener.registered.port === port
        ? {
            ...listener,
            actions: [
              {
                Type: "forward",
                ForwardConfig: { TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 })) },
              },
            ],
          }
        : listener,
    ),
  };
};

describe("the active side", () => {
  it.each(["blue", "green"] as const)("is read from where the listeners forward: %s", (side) => {
    expect(activeSide(view(side))).toBe(side);
  });

  it.each([
    [
      "a listener forwards to another service",
      pointed(80, "arn:tg/other"),
      /Listener 80 forwards to arn:tg\/other, which belongs to neither side/,
    ],
    [
      "the listeners forward to different sides",
      pointed(80, "arn:tg/http-green"),
      /^Production traffic is split: Listener 80: green 100 %; The rule on listener 443: blue 100 %\. Expected all to forward to one side/,
    ],
    [
      "one listener forwards to both sides",
      pointed(80, "arn:tg/http-blue", "arn:tg/http-green"),
      /^Production traffic is split: Listener 80: blue 50 %, green 50 %; The rule on listener 443: blue 100 %\./,
    ],
    ["there is no listener", { ...view("blue"), listeners: [] }, /^The environment has no production listener\.$/],
    ["a listener forwards nowhere", pointed(443), /The rule on listener 443 forwards to no target group/],
  ])("is refused when %s", (_, seen, message) => {
    expect(() => activeSide(seen)).toThrow(NotAsRegistered);
    expect(() => activeSide(seen)).toThrow(message);
  });

  it("does not count a target group of weight 0", () => {
    const seen = view("blue");
    const withZero = seen.listeners.map((listener) => ({
      ...listener,
      actions: [
        {
          Type: "forward",
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: "arn:tg/http-blue", Weight: 1 },
              { TargetGroupArn: "arn:tg/http-green", Weight: 0 },
            ],
          },
        },
      ],
    }));
    expect(activeSide({ ...seen, listeners: withZero })).toBe("blue");
  });
});

describe("re-pointing a list of actions", () => {
  const actions = view("blue").listeners[1]?.actions ?? [];

  it("leaves what is not of ELBv2's form, and finds no target group in it", () => {
    const odd: readonly Json[] = [
      null,
      "x",
      { Type: "fixed-response" },
      { Type: "forward", TargetGroupArn: "arn:tg/http-blue" },
      { Type: "forward", ForwardConfig: { TargetGroupStickinessConfig: { Enabled: false } } },
      { Type: "forward", ForwardConfig: { TargetGroups: [null, "x", []] } },
    ];
    expect(forwardsOf(odd)).toEqual([]);
    const emptied = { ForwardConfig: { TargetGroupStickinessConfig: { Enabled: false }, TargetGroups: [] } };
    expect(pointAt(odd, () => "arn:other")).toEqual(odd.with(4, { Type: "forward", ...emptied }));
  });

  it("takes a target group without a weight as AWS does", () => {
    const ForwardConfig = { TargetGroups: [{ TargetGroupArn: "arn:a" }, { TargetGroupArn: "arn:b", Weight: 0 }] };
    expect(forwardsOf([{ Type: "forward", ForwardConfig }])).toEqual([
      { targetGroupArn: "arn:a", weight: 1 },
      { targetGroupArn: "arn:b", weight: 0 },
    ]);
  });

  it("changes the forwarded target group and nothing else", () => {
    expect(pointAt(actions, (arn) => arn.replace("blue", "green"))).toEqual(view("green").listeners[1]?.actions);
  });

  it("is undone by pointing back", () => {
    const there = pointAt(actions, (arn) => arn.replace("blue", "green"));
    expect(pointAt(there, (arn) => arn.replace("green", "blue"))).toEqual(actions);
    expect(forwardsOf(there)).toEqual([{ targetGroupArn: "arn:tg/https-green", weight: 1 }]);
  });
});

/** Both listeners, with blue's and green's weights on each. */
const weighted = (http: readonly [number, number], https: readonly [number, number]) => {
  const seen = view("blue");
  const actions = (name: string, [blue, green]: readonly [number, number]) => [
    {
      Type: "forward",
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: `arn:tg/${name}-blue`, Weight: blue },
          { TargetGroupArn: `arn:tg/${name}-green`, Weight: green },
        ],
      },
    },
  ];
  const [first, second] = seen.listeners;
  if (first === undefined || second === undefined) throw new Error("The view has two listeners.");
  return {
    ...seen,
    listeners: [
      { ...first, actions: actions("http", http) },
      { ...second, actions: actions("https", https) },
    ],
  };
};

const targetGroupsOf = (actions: readonly Json[] = []) =>
  forwardsOf(actions).map(({ targetGroupArn, weight }) => ({ TargetGroupArn: targetGroupArn, Weight: weight }));

describe("a split", () => {
  const split = weighted([90, 10], [45, 5]);

  it("is a state: each listener or rule with its weights, and no error", () => {
    expect(trafficOf(split)).toEqual([
      { port: 80, where: "Listener 80", weights: { blue: 90, green: 10 }, elsewhere: [] },
      { port: 443, where: "The rule on listener 443", weights: { blue: 45, green: 5 }, elsewhere: [] },
    ]);
  });

  it("goes nowhere that has no weight", () => {
    const seen = weighted([100, 0], [100, 0]);
    const [first] = seen.listeners;
    const parked = { TargetGroupArn: "arn:tg/other", Weight: 0 };
    const actions = [{ Type: "forward", ForwardConfig: { TargetGroups: [...targetGroupsOf(first?.actions), parked] } }];
    const traffic = trafficOf({ ...seen, listeners: seen.listeners.map((each) => ({ ...each, actions })) });
    expect(traffic[0]).toEqual({ port: 80, where: "Listener 80", weights: { blue: 100, green: 0 }, elsewhere: [] });
  });

  it("keeps what goes to neither side", () => {
    expect(trafficOf(pointed(80, "arn:tg/http-blue", "arn:tg/other"))[0]).toEqual({
      port: 80,
      where: "Listener 80",
      weights: { blue: 1, green: 0 },
      elsewhere: [{ targetGroupArn: "arn:tg/other", weight: 1 }],
    });
  });

  it.each([
    ["all on one side", weighted([1, 0], [100, 0]), "yes", "no", "blue"],
    ["a canary of ten per cent, whatever the weights add up to", split, "90 %", "10 %", undefined],
    ["listeners that differ", weighted([90, 10], [100, 0]), "80 90 %, 443 100 %", "80 10 %, 443 0 %", undefined],
    ["a third each", weighted([2, 1], [2, 1]), "67 %", "33 %", undefined],
    [
      "a part that goes elsewhere",
      pointed(80, "arn:tg/http-blue", "arn:tg/other"),
      "80 50 %, 443 100 %",
      "no",
      undefined,
    ],
    ["a listener that forwards nowhere", pointed(80), "80 0 %, 443 100 %", "no", undefined],
    ["no listener", { ...view("blue"), listeners: [] }, "no", "no", undefined],
  ])("is said as each side's share: %s", (_, seen, blue, green, whole) => {
    const traffic = trafficOf(seen);
    expect([shareInWords(traffic, "blue"), shareInWords(traffic, "green"), sideWithAll(traffic)]).toEqual([
      blue,
      green,
      whole,
    ]);
  });

  it("is said listener by listener", () => {
    expect(trafficInWords(trafficOf(split))).toBe(
      "Listener 80: blue 90 %, green 10 %; The rule on listener 443: blue 90 %, green 10 %",
    );
    expect(trafficInWords(trafficOf(pointed(80)))).toBe(
      "Listener 80: no target group; The rule on listener 443: blue 100 %",
    );
  });

  it("reaches both sides, by the first listener that sends one anything", () => {
    const traffic = trafficOf(weighted([100, 0], [90, 10]));
    expect([listenerThatReaches(traffic, "blue")?.port, listenerThatReaches(traffic, "green")?.port]).toEqual([
      80, 443,
    ]);
    expect(listenerThatReaches(trafficOf(view("blue")), "green")).toBeUndefined();
  });
});

describe("a change of traffic", () => {
  const move = (kind: Kind, from: ReturnType<typeof view> | null, to: ReturnType<typeof view>): Change => ({
    resource: { kind, id: "arn:listener/http" },
    before: from && { actions: from.listeners[0]?.actions ?? [] },
    after: { actions: to.listeners[0]?.actions ?? [] },
  });
  const all = view("blue");
  const canary = weighted([90, 10], [90, 10]);
  const half = weighted([50, 50], [50, 50]);

  it.each([
    ["all of it to the other side", move("listener", all, view("green")), "green"],
    ["a tenth", move("listener-rule", all, canary), "green"],
    ["more of it", move("listener", canary, half), "green"],
    ["less of it", move("listener", half, canary), "blue"],
    ["all of it back", move("listener", half, all), "blue"],
    ["nothing", move("listener", half, weighted([1, 1], [1, 1])), undefined],
    ["from nothing", move("listener", null, all), "blue"],
    ["of something else than traffic", move("group-capacity", all, view("green")), undefined],
  ])("is one for the side that gains by it: %s", (_, change, gains) => {
    expect(sideThatGains(half, [change])?.side).toBe(gains);
  });

  it("sends traffic to every target group that has a weight", () => {
    expect(destinations(move("listener", all, canary))).toEqual(["arn:tg/http-blue", "arn:tg/http-green"]);
    expect(destinations(move("listener", canary, weighted([1, 0], [1, 0])))).toEqual(["arn:tg/http-blue"]);
  });
});
