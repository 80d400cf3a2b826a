/** The undo of an upgrade meets what AWS, the network and others do to it. */
import { describe, expect, it } from "vitest";
import { comparableState } from "../../proof/dump/comparable-state.ts";
import { environment } from "../../proof/simulation/sarcelle.ts";
import { afterwards, asBefore, atRest, breaks, ending, forGood, standsIn, start, type Trouble } from "./trouble.ts";
import { typed } from "./typing.ts";

/** With its last step out of order an upgrade has everything to undo, each kind of what it makes but the alarm. */
const unableToCopyAlarms = (world: Trouble) =>
  breaks(world, "copyAlarms", { target: "cloudwatch:PutMetricAlarm", fault: "error", times: forGood });

const templateNamed = async ({ simulation }: Trouble, name: string) => {
  const { LaunchTemplates } = (await simulation.operate("ec2", "DescribeLaunchTemplates", {
    LaunchTemplateNames: [name],
  })) as { readonly LaunchTemplates?: readonly { readonly LaunchTemplateId?: string }[] };
  return LaunchTemplates?.[0]?.LaunchTemplateId;
};

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

/** Refused by AWS for as long as something that uses it still goes. */
const refusedAtFirst = [
  "autoscaling:DeleteAutoScalingGroup",
  "autoscaling:DeletePolicy",
  "autoscaling:DeleteLifecycleHook",
  "autoscaling:DeleteTags",
  "elasticloadbalancing:DeleteListener",
  "elasticloadbalancing:DeleteTargetGroup",
];

it.each(refusedAtFirst)("what AWS refuses for a while is waited for, and undone: %s", async (target) => {
  const world = await atRest({ action: "upgrade" });
  unableToCopyAlarms(world);
  breaks(world, "undoChanges", { target, fault: "refused-for-a-while", milliseconds: 40_000 });
  expect(await ending(world, await start(world))).toMatchObject(rolledBack);
  expect(await afterwards(world)).toEqual(asBefore);
});

it("a tag of ours that somebody's earlier attempt left on the live launch template gets its value back", async () => {
  const world = await atRest({ action: "upgrade" });
  const { simulation } = world;
  await simulation.operate("ec2", "CreateTags", {
    Resources: [await templateNamed(world, "web")],
    Tags: [{ Key: "sarcelle:environment", Value: "web-live" }],
  });
  await simulation.advance(10_000);
  const untouched = comparableState(await simulation.state());
  unableToCopyAlarms(world);
  expect(await ending(world, await start(world))).toMatchObject(rolledBack);
  expect(await afterwards({ ...world, untouched })).toEqual(asBefore);
});

it("what an automatic tagger tags in addition is no reason to keep what was made", async () => {
  const world = await atRest({ action: "upgrade" });
  const { simulation } = world;
  unableToCopyAlarms(world);
  const arn = await start(world);
  await standsIn(world, arn, "CopyAlarms");
  const { elasticloadbalancing } = (await simulation.state()) as {
    readonly elasticloadbalancing: {
      readonly targetGroups: Readonly<Record<string, { readonly TargetGroupName: string }>>;
      readonly listeners: Readonly<Record<string, { readonly Port: number }>>;
    };
  };
  const CreatedBy = [{ Key: "CreatedBy", Value: "somebody" }];
  const arnsOf = <Held>(all: Readonly<Record<string, Held>>, isNew: (held: Held) => boolean) =>
    Object.entries(all).flatMap(([id, held]) => (isNew(held) ? [id] : []));
  await simulation.operate("elasticloadbalancing", "AddTags", {
    ResourceArns: [
      ...arnsOf(elasticloadbalancing.targetGroups, ({ TargetGroupName }) => TargetGroupName.endsWith("-green")),
      ...arnsOf(elasticloadbalancing.listeners, ({ Port }) => Port > 9000),
    ],
    Tags: CreatedBy,
  });
  await simulation.operate("ec2", "CreateTags", {
    Resources: [await templateNamed(world, "web-green")],
    Tags: CreatedBy,
  });
  await simulation.operate("autoscaling", "CreateOrUpdateTags", {
    Tags: [
      {
        ResourceId: "web-green",
        ResourceType: "auto-scaling-group",
        Key: "CreatedBy",
        Value: "somebody",
        PropagateAtLaunch: false,
      },
    ],
  });
  expect(await ending(world, arn)).toMatchObject(rolledBack);
  expect(await afterwards(world)).toEqual(asBefore);
});

it("a rollback that is typed once more than there are deployments takes no side away, unless the upgrade is named", async () => {
  const world = await atRest({ action: "upgrade" });
  expect(await ending(world, await start(world))).toMatchObject({ status: "SUCCEEDED" });
  const upgrade = (await world.journals()).at(-1)?.deployment.id ?? "";
  const before = comparableState(await world.simulation.state());
  await expect(typed(world.simulation, "rollback", environment)).rejects.toMatchObject({
    name: "NothingToUndo",
    message: expect.stringContaining(`'sarcelle rollback ${environment} ${upgrade}'`),
  });
  expect(comparableState(await world.simulation.state())).toEqual(before);
  expect(await typed(world.simulation, "rollback", environment, upgrade)).toMatchObject({ code: 0 });
  await world.unheld();
  expect(await afterwards(world)).toEqual(asBefore);
});
