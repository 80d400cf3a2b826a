import { describe, expect, it } from "vitest";
import { refuseStrangers, strangersInBoth } from "../../../src/deployment/foreign-targets.ts";
import { ForeignTargets } from "../../../src/errors.ts";
import { healthyTargets, side } from "./world.ts";

const blue = side("blue", healthyTargets(3), { desired: 1 });

describe("a stranger", () => {
  it("is one that is there in two looks: an instance may come or go between the reads of one", () => {
    const later = side("blue", healthyTargets(3), { desired: 2 });
    expect([strangersInBoth([blue], [later]), strangersInBoth([later], [side("blue", [], {})])]).toEqual([["i-2"], []]);
  });
});

describe("strangers", () => {
  it("are named with the group that they belong to, and with what to do about it", () => {
    expect(() => refuseStrangers(["i-1", "i-2"], [blue], new Map([["i-1", "spot"]]))).toThrow(
      new ForeignTargets(
        "Target group http-blue has targets that are no instance of Auto Scaling group 'web-blue': i-1 (of Auto Scaling group 'spot'), i-2 (registered by hand); Target group https-blue has targets that are no instance of Auto Scaling group 'web-blue': i-1 (of Auto Scaling group 'spot'), i-2 (registered by hand). A switch would lose what they carry, and no deploy could empty that side. To go on, give 'spot' target groups, and a listener or rule, of its own, or let one group launch both kinds of instances by a mixed instances policy; and deregister what was registered by hand, or attach those instances to the group. Nothing was changed.",
      ),
    );
  });

  it("of the environment's other side were registered by hand", () => {
    const green = side("green", [], { desired: 0 });
    expect(() => refuseStrangers(["i-1", "i-2"], [blue, green], new Map([["i-1", "web-green"]]))).toThrow(
      /To go on, deregister what was registered by hand, or attach those instances to the group\. Nothing was changed\.$/,
    );
  });

  it("are no reason to refuse where there are none", () => {
    refuseStrangers([], [blue], new Map());
  });
});
