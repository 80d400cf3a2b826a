import { describe, expect, it } from "vitest";
import type { Entry } from "../../../src/changes/journal.ts";
import { launchedIn, toRun } from "../../../src/deployment/launched.ts";
import { side } from "./world.ts";

const entry = (kind: Entry["change"]["resource"]["kind"], after: object): Entry => ({
  n: 0,
  step: "LaunchRelease",
  change: { resource: { kind, id: "web-green" }, before: {}, after: { ...after } },
  status: "applied",
  at: 0,
});

describe("what a side is to run", () => {
  const green = side("green", [], { launchTemplate: { id: "lt-web-green", name: "web-green", version: "3" } });
  const following = side("green", [], {
    launchTemplate: { id: "lt-web-green", name: "web-green", version: "$Latest" },
  });

  it.each([
    ["what this deployment launched there", green, { launched: { id: "lt-own", version: "4" } }, "lt-own", "4"],
    ["else what its group launches", green, {}, "lt-web-green", "3"],
    [
      "whatever a moving version was, if its group names a number by now",
      green,
      { resolved: "9" },
      "lt-web-green",
      "3",
    ],
    ["the number of a version that moves", following, { resolved: "9" }, "lt-web-green", "9"],
    ["nothing that an instance could run, if nobody resolved it", following, {}, "lt-web-green", "$Latest"],
  ])("is %s", (_, idle, known, id, version) => {
    expect(toRun(idle, known)).toMatchObject({ id, version });
  });

  it("is found in the journal of the deployment that launched it", () => {
    const launch = entry("group-launch-template", { launchTemplateId: "lt-web-green", version: "4" });
    expect([
      launchedIn([launch, entry("group-capacity", { min: 2 })]),
      launchedIn([entry("group-capacity", {})]),
    ]).toEqual([{ id: "lt-web-green", version: "4" }, undefined]);
  });
});
