import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/changes/change.ts";
import { movedBy } from "../../../src/deployment/weights.ts";
import { NotAsRegistered } from "../../../src/errors.ts";

const login = { Type: "authenticate-oidc", Order: 1 };
const forward = (...groups: readonly (readonly [arn: string, weight: number])[]) => ({
  Type: "forward",
  Order: 2,
  ForwardConfig: {
    TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
  },
});
const twinOf = (arn: string) => `${arn}-green`;
const moved = (percent: number, ...groups: readonly (readonly [arn: string, weight: number])[]): readonly Json[] =>
  movedBy([login, forward(...groups)], twinOf, percent);

describe("the weights of a move", () => {
  it.each([1, 10, 50, 99])("are %i percent exactly, and leave all else that the actions do", (percent) => {
    expect(moved(percent, ["web", 1])).toEqual([login, forward(["web", 100 - percent], ["web-green", percent])]);
  });

  it("keep clients with the target group that they meet, where that is asked for, until the twin stands alone", () => {
    const { TargetGroupStickinessConfig: _, ...config } = forward(["web", 1]).ForwardConfig;
    const actions = [{ Type: "forward", Order: 2, ForwardConfig: config }];
    expect(movedBy(actions, twinOf, 10, 60)).toEqual([forward(["web", 90], ["web-green", 10])]);
    const { TargetGroupStickinessConfig: __, ...ForwardConfig } = forward(["web-green", 1]).ForwardConfig;
    expect(movedBy(actions, twinOf, 100, 60)).toEqual([{ Type: "forward", Order: 2, ForwardConfig }]);
  });

  it("end with the twin alone, with the weight that was there, and keep no client with a target group any more", () => {
    const { TargetGroupStickinessConfig: _, ...ForwardConfig } = forward(["web-green", 7]).ForwardConfig;
    expect(moved(100, ["web", 7])).toEqual([login, { Type: "forward", Order: 2, ForwardConfig }]);
  });

  it("keep how several target groups of a side share its part", () => {
    expect(moved(10, ["a", 20], ["b", 10])).toEqual([
      login,
      forward(["a", 180], ["a-green", 20], ["b", 90], ["b-green", 10]),
    ]);
    expect(moved(50, ["a", 997], ["b", 3])).toEqual([
      login,
      forward(["a", 997], ["a-green", 997], ["b", 3], ["b-green", 3]),
    ]);
  });

  it.each<[groups: readonly (readonly [string, number])[]]>([
    [
      [
        ["a", 500],
        ["b", 499],
      ],
    ],
    [
      [
        ["a", 1],
        ["b", 1],
        ["c", 1],
      ],
    ],
  ])("are refused where ELB could not hold them: %j", (groups) => {
    expect(() => moved(10, ...groups)).toThrow(NotAsRegistered);
  });
});
