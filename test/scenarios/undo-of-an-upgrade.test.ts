/** The undo of an upgrade meets what AWS, the network and others do to it. */
import { describe, expect, it } from "vitest";
import { comparableState } from "../../proof/dump/comparable-state.ts";
import { afterwards, asBefore, atRest, breaks, ending, forGood, start, type Trouble } from "./trouble.ts";

/** With its last step out of order an upgrade has everything to undo, each kind of what it makes but the alarm. */
const unableToCopyAlarms = (world: Trouble) =>
  breaks(world, "copyAlarms", { target: "cloudwatch:PutMetricAlarm", fault: "error", times: forGood });

const rolledBack = { status: "FAILED", error: "RolledBack" };

/** The calls by which the undo takes away what its permission hangs on: the resource, or its tag. */
const takenAway = [
  "autoscaling:DeleteAutoScalingGroup",
  "autoscaling:DeleteTags",
  "ec2:DeleteLaunchTemplate",
  "ec2:DeleteTags",
  "elasticloadbalancing:DeleteListener",
  "elasticloadbalancing:DeleteTargetGroup",
  "elasticloadbalancing:RemoveTags",
];

describe("a lost answer is no want of permission, though the call's repetition is denied:", () => {
  it.each(takenAway)("%s", async (target) => {
    const world = await atRest({ action: "upgrade" });
    unableToCopyAlarms(world);
    breaks(world, "undoChanges", { target, fault: "lost-response", nth: 1 });
    expect(await ending(world, await start(world))).toMatchObject(rolledBack);
    expect(await afterwards(world)).toEqual(asBefore);
  });
});

it("a tag of ours that somebody's earlier attempt left on the live launch template gets its value back", async () => {
  const world = await atRest({ action: "upgrade" });
  const { simulation } = world;
  const templates = (await simulation.operate("ec2", "DescribeLaunchTemplates", { LaunchTemplateNames: ["web"] })) as {
    readonly LaunchTemplates?: readonly { readonly LaunchTemplateId?: string }[];
  };
  await simulation.operate("ec2", "CreateTags", {
    Resources: [templates.LaunchTemplates?.[0]?.LaunchTemplateId],
    Tags: [{ Key: "sarcelle:environment", Value: "web-live" }],
  });
  await simulation.advance(10_000);
  const untouched = comparableState(await simulation.state());
  unableToCopyAlarms(world);
  expect(await ending(world, await start(world))).toMatchObject(rolledBack);
  expect(await afterwards({ ...world, untouched })).toEqual(asBefore);
});
