import { expect, it } from "vitest";
import { describePlan } from "../../../command/formats/plan-text.ts";

it("a plan shows creates, deletes and updates by their sign, each with what changes, before → after", () => {
  const plan = describePlan([
    { resource: { kind: "target-group", id: "web-green" }, before: null, after: { Port: 80, Tags: { side: "green" } } },
    {
      resource: { kind: "group-capacity", id: "web" },
      before: { min: 2, max: 4, desired: 2 },
      after: { min: 0, max: 4, desired: 0 },
    },
    {
      resource: { kind: "tags", id: "autoscaling:web" },
      before: { "sarcelle:side": null },
      after: { "sarcelle:side": "blue" },
    },
    { resource: { kind: "lifecycle-hook", id: "web/drain" }, before: { HeartbeatTimeout: 30 }, after: null },
  ]);
  expect(plan.split("\n")).toEqual([
    "+ target-group web-green",
    "    Port: 80",
    '    Tags: {"side":"green"}',
    "~ group-capacity web",
    "    min: 2 → 0",
    "    desired: 2 → 0",
    "~ tags autoscaling:web",
    '    sarcelle:side: null → "blue"',
    "- lifecycle-hook web/drain",
    "    HeartbeatTimeout: 30",
  ]);
});

it("an attribute that is on one side only is shown as absent on the other", () => {
  const resource = { kind: "listener", id: "arn:listener" } as const;
  expect(describePlan([{ resource, before: { a: 1 }, after: { b: 2 } }]).split("\n")).toEqual([
    "~ listener arn:listener",
    "    a: 1 → (absent)",
    "    b: (absent) → 2",
  ]);
});

it("a plan without changes says so", () => {
  expect(describePlan([])).toBe("Nothing to change.");
});
