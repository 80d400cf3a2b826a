import { describe, expect, it } from "vitest";
import {
  type CountedCall,
  type EndedRelease,
  fleetFigures,
  keptBudget,
} from "../../../../proof/bench/fleet/figures.ts";

const ended = (environment: string, seconds: number, cause?: string): EndedRelease => ({
  environment,
  status: cause === undefined ? "SUCCEEDED" : "FAILED",
  seconds,
  ...(cause !== undefined && { error: "RolledBack", cause }),
});

const call = (name: string, service: string, outcome = "ok", operation = "Describe"): CountedCall => ({
  principal: `arn:aws:sts::123456789012:assumed-role/sarcelle-live-${name}-eu-west-1-lambdaRole/sarcelle-live-${name}`,
  service,
  operation,
  outcome,
});

describe("the figures of a fleet", () => {
  const alone = ended("a", 100);

  it("are of the longest release beside the one alone, and of who asked Elastic Load Balancing", () => {
    const calls = [
      call("bake", "elasticloadbalancing"),
      call("bake", "elasticloadbalancing", "ThrottlingException"),
      call("bake", "elasticloadbalancing", "ok", "List"),
      call("preflight", "ec2"),
      call("preflight", "dynamodb"),
    ];
    expect(fleetFigures(alone, [ended("b", 130), ended("c", 110), ended("d", 120)], calls, 0.5)).toEqual({
      environments: 3,
      leftByOthers: 0.5,
      aloneSeconds: 100,
      seconds: { shortest: 110, median: 120, longest: 130 },
      timesAlone: 1.3,
      failed: [],
      undone: [],
      throttledShare: 0.33,
      calls: { calls: 4, throttled: 1 },
      byService: [
        { name: "elasticloadbalancing", calls: 3, throttled: 1 },
        { name: "ec2", calls: 1, throttled: 0 },
      ],
      loadBalancingByFunction: [
        {
          ...{ name: "bake", calls: 3, throttled: 1 },
          operations: [
            { name: "Describe", calls: 2, throttled: 1 },
            { name: "List", calls: 1, throttled: 0 },
          ],
        },
      ],
    });
  });

  it.each<[string, readonly EndedRelease[], boolean]>([
    ["keep the budget at 1.3 times one alone", [ended("b", 130)], true],
    ["miss it above", [ended("b", 132)], false],
    ["miss it where one fails, however soon", [ended("b", 10, "Throttled")], false],
  ])("%s", (_, ends, kept) => {
    expect(keptBudget(fleetFigures(alone, ends, []))).toBe(kept);
  });

  it("name those that were undone", () => {
    const refused = { ...ended("c", 10, "Throttled"), error: "Refused" };
    expect(fleetFigures(alone, [ended("b", 10, "Throttled"), refused], []).undone).toEqual(["b"]);
  });
});
