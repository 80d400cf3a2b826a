import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/changes/change.ts";
import { activeSide, forwardsOf, pointAt, withTargetGroups } from "../../../src/deployment/view.ts";
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
    ["the listeners forward to different sides", pointed(80, "arn:tg/http-green"), /Production traffic is split/],
    [
      "one listener forwards to both sides",
      pointed(80, "arn:tg/http-blue", "arn:tg/http-green"),
      /Production traffic is split/,
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

describe("target groups that were read later", () => {
  it("take the place of the same ones on whichever side, and of no others", () => {
    const seen = view("blue");
    const { blue, green } = seen.sides;
    const [ofBlue, ofGreen] = [blue.targetGroups[1], green.targetGroups[0]].map((group) => {
      if (group === undefined) throw new Error("Each side has two target groups.");
      return { ...group, targets: [] };
    });
    expect(ofBlue && ofGreen && withTargetGroups(seen, [ofBlue, ofGreen])).toEqual({
      ...seen,
      sides: {
        blue: { ...blue, targetGroups: [blue.targetGroups[0], ofBlue] },
        green: { ...green, targetGroups: [ofGreen, green.targetGroups[1]] },
      },
    });
  });
});
