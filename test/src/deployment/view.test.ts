import { describe, expect, it } from "vitest";
import { withTargetGroups } from "../../../src/deployment/view.ts";
import { view } from "./world.ts";

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
