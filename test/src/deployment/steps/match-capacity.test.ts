import { describe, expect, it } from "vitest";
import { matchCapacity } from "../../../../src/deployment/steps/match-capacity.ts";
import type { Given } from "../../../../src/deployment/steps/step.ts";
import type { SideView, View } from "../../../../src/deployment/view.ts";
import { healthyTargets, inZones, registered, side, view } from "../world.ts";

const given = (more: Partial<Given> = {}): Given => ({
  environment: registered(),
  deployment: { id: "d-1" },
  planned: [],
  ...more,
});
const seeing = (seen: View, more: Partial<Given> = {}) => ({ ...given(more), view: seen });
const waiting = (elapsedSeconds: number, deadlineSeconds = 600) => ({
  since: 0,
  now: elapsedSeconds * 1_000,
  deadlineSeconds,
});

describe("MatchCapacity", () => {
  const seen = (blue: SideView, green: SideView, more: Partial<Given> = {}) => ({
    ...seeing(view("blue", blue, green), more),
    activities: [],
  });
  const grown = side("blue", healthyTargets(5), { desired: 6 });
  const green = side("green", healthyTargets(4), { max: 5 });
  const ask = (given: ReturnType<typeof seen>, elapsed = 5) => matchCapacity.gate?.ask(given, waiting(elapsed));

  it("brings the idle side up to what the traffic needs by now, and raises the maximum only as far as that needs", () => {
    expect(matchCapacity.plan(seen(grown, green))).toEqual([
      {
        resource: { kind: "group-capacity", id: "web-green" },
        before: { min: 2, max: 5, desired: 4 },
        after: { min: 2, max: 6, desired: 6 },
      },
    ]);
    expect(matchCapacity.plan(seen(side("blue", healthyTargets(4)), green))).toEqual([]);
    expect(matchCapacity.plan(seen(side("blue", healthyTargets(2), { desired: 2 }), green))).toEqual([]);
  });

  it("waits until that answers, for as long as a release may take to become healthy", () => {
    expect(ask(seen(grown, green))).toMatchObject({
      verdict: "not ready",
      reason: "green is not healthy yet: http-green 4/6, https-green 4/6.",
    });
    expect(ask(seen(grown, side("green", healthyTargets(6), { desired: 6 })))?.verdict).toBe("ready");
    expect(ask(seen(grown, green), 600)?.verdict).toBe("failed");
    const environment = registered({ timeouts: { healthy: 8 } });
    expect(matchCapacity.gate?.deadlineSeconds?.(given({ environment }))).toBe(8);
    expect(matchCapacity.health?.(seen(grown, green)).map((each) => each.side)).toEqual(["blue", "green"]);
  });

  it("waits for each zone's part of the first move where the load balancer does not balance across zones, and fails at the deadline", () => {
    const zonal = (green: SideView, more: Partial<Given> = {}) => {
      const whole = seen(inZones("blue", "a", "a", "b", "b"), green, more);
      const loadBalancer = { ...whole.view.loadBalancer, zonal: ["arn:tg/http-green"] };
      return { ...whole, view: { ...whole.view, loadBalancer } };
    };
    const lame = zonal(inZones("green", "a", "a", "a", "b"));
    const reason =
      "http-green has too few healthy in b, where blue answers: found a 3, b 1, expected 2 in each, since with cross-zone load balancing off each zone's targets get all that comes there (let the group launch in those zones, or switch it on)";
    expect(ask(lame)).toEqual({
      verdict: "not ready",
      reason: `${reason}.`,
      lookAgainInSeconds: 5,
      until: 600_000,
    });
    expect(ask(lame, 600)).toEqual({
      verdict: "failed",
      reason: `${reason} after 600 s; the deadline is 600 s.`,
    });
    expect(ask(zonal(inZones("green", "a", "b", "a", "b")))?.verdict).toBe("ready");
    const strategy = { type: "canary", percent: 50, wait: 60 } as const;
    const canary = { deployment: { id: "d-1", strategy } };
    expect(ask(zonal(inZones("green", "a", "a", "a", "b"), canary))?.verdict).toBe("ready");
    expect(ask(zonal(inZones("green", "a", "a", "a", "a"), canary))?.verdict).toBe("not ready");
    expect(ask({ ...lame, launched: { id: "lt-web-green", version: "2" } })?.verdict).not.toBe("ready");
  });

  it("launches nothing on a side that nobody deployed to", () => {
    const empty = side("green", [], { min: 0, desired: 0 });
    expect(matchCapacity.plan(seen(grown, empty))).toEqual([]);
    expect(ask(seen(grown, empty))).toEqual({
      verdict: "failed",
      reason: "green is empty and cannot take the traffic; deploy a release to it first.",
    });
  });

  it("has nothing to do where the traffic is where the request wants it", () => {
    const there = seen(grown, green, { deployment: { id: "d-1", to: "blue" } });
    expect([matchCapacity.plan(there), matchCapacity.health?.(there), ask(there)?.verdict]).toEqual([[], [], "ready"]);
  });
});
