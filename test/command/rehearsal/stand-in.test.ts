import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, type StackDocument } from "@sarcelle/playground/stacks";
import { describe, expect, it } from "vitest";
import { withServer, withSizes } from "../../../command/rehearsal/stand-in.ts";

const folder = join(import.meta.dirname, "../../../playground/stacks/shapes");
const shape = (name: string): StackDocument =>
  parseDocument(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")));

describe("a stack of other sizes", () => {
  it("has at most so many instances desired, bounds and schedules in proportion, and nothing becomes none", () => {
    const stack = shape("scales-by-a-quarter");
    const { AutoScalingGroups, ScheduledUpdateGroupActions } = withSizes(
      {
        ...stack,
        ScheduledUpdateGroupActions: [
          { AutoScalingGroupName: "ledger", ScheduledActionName: "morning", MinSize: 8, MaxSize: 12 },
          { AutoScalingGroupName: "ledger", ScheduledActionName: "night", MinSize: 0 },
        ],
      },
      1,
    );
    expect(AutoScalingGroups).toMatchObject([{ MinSize: 1, MaxSize: 3, DesiredCapacity: 1 }]);
    expect(ScheduledUpdateGroupActions).toEqual([
      { AutoScalingGroupName: "ledger", ScheduledActionName: "morning", MinSize: 2, MaxSize: 3 },
      { AutoScalingGroupName: "ledger", ScheduledActionName: "night", MinSize: 0 },
    ]);
  });

  it("is the same where no group has more", () => {
    const stack = shape("scales-by-a-quarter");
    expect(withSizes(stack, 4)).toEqual(stack);
  });
});

describe("a stack with the playground's own server", () => {
  it("runs that in place of any user data, and says so", () => {
    const { document, told } = withServer(shape("off-at-night"), 45);
    const scripts = document.LaunchTemplateVersions.map(({ LaunchTemplateData }) =>
      Buffer.from(LaunchTemplateData?.UserData ?? "", "base64").toString(),
    );
    expect(new Set(scripts)).toEqual(
      new Set(["#!/bin/sh\nRELEASE_VERSION=1\nRELEASE_COMMIT=1111111\nSTART_DELAY=45\n"]),
    );
    expect(told).toEqual([
      "user data is not run: instances are the playground's own server, which serves 45 s after its launch",
    ]);
  });

  it.each([
    ["302", true],
    ["200-399", false],
    ["200,401", false],
    ["301-302,401", true],
  ])("that is asked to answer %s to health checks: told and changed %s", (HttpCode, isChanged) => {
    const stack = shape("warm-pool");
    const TargetGroups = stack.TargetGroups.map((group) => ({ ...group, Matcher: { HttpCode } }));
    const { document, told } = withServer({ ...stack, TargetGroups }, 30);
    expect(document.TargetGroups[0]?.Matcher).toEqual({ HttpCode: isChanged ? "200" : HttpCode });
    expect(told.some((line) => line.includes(`expects ${HttpCode} of its health checks`))).toBe(isChanged);
  });

  it("has nobody who completes lifecycle actions: what would abandon instances then lets them be", () => {
    const stack = shape("warm-pool");
    const LifecycleHooks = stack.LifecycleHooks.map((hook) => ({ ...hook, DefaultResult: "ABANDON" }));
    const { document, told } = withServer({ ...stack, LifecycleHooks }, 30);
    expect(document.LifecycleHooks).toMatchObject([{ DefaultResult: "CONTINUE" }]);
    expect(told).toContain(
      "lifecycle hook install is completed by nobody here: it goes on after its 120 s, and abandons nothing",
    );
  });
});
