import { describe, expect, it } from "vitest";
import { isMatched } from "../../../../src/deployment/steps/matched.ts";
import type { SideView } from "../../../../src/deployment/view.ts";
import { healthyTargets, registered, side, view } from "../world.ts";

describe("whether a switch has anything to wait for", () => {
  const environment = registered();
  const asked = { environment: "web-live", action: "switch", requestedBy: "ci" } as const;
  const matched = (green: SideView, more: object = {}) =>
    isMatched(
      {
        environment,
        request: { ...asked, ...more },
        view: view("blue", side("blue", healthyTargets(4)), green),
      },
      1_000,
    );

  it("it has nothing, where the idle side carries what the traffic needs", () => {
    expect(matched(side("green", healthyTargets(4)))).toBe(true);
  });

  it("it has, while too little of it answers", () => {
    expect(matched(side("green", healthyTargets(3)))).toBe(false);
  });

  it("it has, where the idle side is to grow", () => {
    expect(matched(side("green", healthyTargets(4), { desired: 3 }))).toBe(false);
  });

  it("it is to be told so by MatchCapacity, where the side is empty", () => {
    expect(matched(side("green", [], { desired: 0, instances: [] }))).toBe(false);
  });

  it("it has nothing, where the traffic is there already", () => {
    expect(matched(side("green", []), { to: "blue" })).toBe(true);
  });
});
