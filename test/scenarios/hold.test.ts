/** The side that gets the traffic keeps what it carries until its own alarms have measured it under traffic. */
import { expect, inject, it, onTestFinished } from "vitest";
import { type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const minute = 60_000;

interface Group {
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
}

const groupOf = async ({ simulation }: Sarcelle, name: string): Promise<Group> => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [name],
  })) as { readonly AutoScalingGroups: readonly Group[] };
  const { MinSize, MaxSize, DesiredCapacity } = AutoScalingGroups[0] as Group;
  return { MinSize, MaxSize, DesiredCapacity };
};

/** EC2 measures every five minutes, as it does unless told otherwise. */
const measure = async ({ simulation }: Sarcelle, loads: Readonly<Record<string, number>>) => {
  for (const [group, percent] of Object.entries(loads))
    await simulation.operate("monitoring", "PutMetricData", {
      Namespace: "AWS/EC2",
      MetricData: [
        {
          MetricName: "CPUUtilization",
          Dimensions: [{ Name: "AutoScalingGroupName", Value: group }],
          Value: percent,
          Unit: "Percent",
        },
      ],
    });
};

/** Lets so many minutes pass, under such loads; answers the sizes that a group had meanwhile. */
const pass = async (sarcelle: Sarcelle, minutes: number, loads: Readonly<Record<string, number>>, of = "web-green") => {
  const sizes = new Set<number>();
  for (let passed = 0; passed < minutes; passed++) {
    if (passed % 5 === 0) await measure(sarcelle, loads);
    await sarcelle.simulation.advance(minute);
    sizes.add((await groupOf(sarcelle, of)).DesiredCapacity);
  }
  return [...sizes];
};

/** A policy that takes one instance away whenever the CPU did little in the last two periods of five minutes. */
const scalesInByStep = async ({ simulation }: Sarcelle) => {
  const { PolicyARN } = (await simulation.operate("autoscaling", "PutScalingPolicy", {
    AutoScalingGroupName: "web",
    PolicyName: "step-in",
    PolicyType: "StepScaling",
    AdjustmentType: "ChangeInCapacity",
    StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }],
  })) as { readonly PolicyARN: string };
  await simulation.operate("monitoring", "PutMetricAlarm", {
    AlarmName: "web-cpu-low",
    Namespace: "AWS/EC2",
    MetricName: "CPUUtilization",
    Dimensions: [{ Name: "AutoScalingGroupName", Value: "web" }],
    Statistic: "Average",
    Period: 300,
    EvaluationPeriods: 2,
    Threshold: 25,
    ComparisonOperator: "LessThanThreshold",
    AlarmActions: [PolicyARN],
  });
};

/** Six instances where two are the least. */
const upgraded = async (scalesIn = scalesInByStep, bakeSeconds = 10) => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), bakeSeconds });
  onTestFinished(sarcelle.simulation.stop);
  await sarcelle.simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
    AutoScalingGroupName: "web",
    MinSize: 2,
    MaxSize: 8,
    DesiredCapacity: 6,
  });
  await scalesIn(sarcelle);
  await sarcelle.rest();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  return sarcelle;
};

/** A release stands by on green, and has had nothing to do for a while. */
const standingBy = async (scalesIn = scalesInByStep) => {
  const sarcelle = await upgraded(scalesIn);
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  await pass(sarcelle, 20, { web: 60, "web-green": 2 });
  return sarcelle;
};

/** Target tracking makes its own alarms: for little load one of 15 minutes. */
const scalesInByTarget = async ({ simulation }: Sarcelle) => {
  await simulation.operate("autoscaling", "PutScalingPolicy", {
    AutoScalingGroupName: "web",
    PolicyName: "at-65",
    PolicyType: "TargetTrackingScaling",
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
      TargetValue: 65,
    },
  });
};

const held = { MinSize: 6, MaxSize: 8, DesiredCapacity: 6 };

it("a switch keeps what the traffic needs until the alarm that says 'little load' has measured it, and then lets go", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  expect(await groupOf(sarcelle, "web-green")).toEqual(held);
  expect(await sarcelle.holds()).toMatchObject([{ group: "web-green", min: 6, returnTo: 2 }]);
  expect(await pass(sarcelle, 60, { "web-green": 60 })).toEqual([6]);
  expect(await groupOf(sarcelle, "web-green")).toEqual({ ...held, MinSize: 2 });
  expect(await sarcelle.holds()).toEqual([]);
});

it("the alarm of a target-tracking policy is waited for in the same way", async () => {
  const sarcelle = await standingBy(scalesInByTarget);
  await sarcelle.deploy({ action: "switch" }, "switch");
  expect(await pass(sarcelle, 45, { "web-green": 60 })).toEqual([6]);
  expect(await groupOf(sarcelle, "web-green")).toEqual({ ...held, MinSize: 2 });
});

it("once the alarm has measured little load under traffic it acts: the hold does not outlive what it is for", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  await pass(sarcelle, 60, { "web-green": 10 });
  expect(await groupOf(sarcelle, "web-green")).toEqual({ MinSize: 2, MaxSize: 8, DesiredCapacity: 2 });
});

it("a release is held in its bake, and after it", async () => {
  const sarcelle = await upgraded(scalesInByStep, 600);
  const arn = await sarcelle.start({ action: "release", release: sampleRelease("2", "BOOT=200") }, "release");
  expect(await pass(sarcelle, 45, { web: 60, "web-green": 5 }, "web")).toEqual([6]);
  expect(await sarcelle.ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  expect((await groupOf(sarcelle, "web-green")).DesiredCapacity).toBeGreaterThan(1);
});

it("a rollback on demand holds the side that gets the traffic back, and is no less possible for the hold that stood", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  await pass(sarcelle, 20, { web: 2, "web-green": 60 });
  const undone = await sarcelle.ended(await sarcelle.start({}, "back", "rollback"));
  expect(undone).toMatchObject({ error: "RolledBack" });
  expect(await groupOf(sarcelle, "web")).toEqual(held);
  expect(await sarcelle.holds()).toMatchObject([{ group: "web", min: 6, returnTo: 2 }]);
  expect(await pass(sarcelle, 60, { web: 60, "web-green": 2 }, "web")).toEqual([6]);
  expect(await groupOf(sarcelle, "web")).toEqual({ ...held, MinSize: 2 });
  expect(await groupOf(sarcelle, "web-green")).toMatchObject({ MinSize: 2 });
  expect(await sarcelle.holds()).toEqual([]);
});

it("a switch can be undone once its hold is over as well", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  await pass(sarcelle, 60, { "web-green": 60, web: 2 });
  expect(await sarcelle.holds()).toEqual([]);
  expect(await sarcelle.ended(await sarcelle.start({}, "back", "rollback"))).toMatchObject({ error: "RolledBack" });
  expect(await sarcelle.holds()).toMatchObject([{ group: "web", min: 6, returnTo: 2 }]);
});

it("the function that ends a hold dies, time and again: the rollback ends it, and the environment is free", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  const { simulation } = sarcelle;
  const principal = "/sarcelle-live-endHold";
  simulation.faults.add({ target: "dynamodb:UpdateItem", fault: "crash", principal, nth: 1, times: 1_000_000 });
  await pass(sarcelle, 70, { "web-green": 60 });
  expect(await sarcelle.lock()).toBeUndefined();
  expect(await sarcelle.holds()).toEqual([]);
  expect(await groupOf(sarcelle, "web-green")).toEqual({ ...held, MinSize: 2 });
  const last = (await sarcelle.journals()).at(-1);
  expect(last).toMatchObject({ deployment: { action: "end-hold" }, outcome: "RolledBack" });
});

it("a deploy that comes meanwhile leaves the hold standing, and a switch back takes it off the side that loses the traffic", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("3") }, "deploy-3");
  expect(await groupOf(sarcelle, "web-green")).toEqual(held);
  expect(await groupOf(sarcelle, "web")).toEqual({ ...held, MinSize: 2 });
  expect(await sarcelle.holds()).toMatchObject([{ group: "web-green", min: 6, returnTo: 2 }]);
  // Back before it is over: green's minimum is its own again, blue is held.
  await sarcelle.deploy({ action: "switch" }, "switch-back");
  expect(await groupOf(sarcelle, "web-green")).toMatchObject({ MinSize: 2 });
  expect(await groupOf(sarcelle, "web")).toEqual(held);
  expect(await sarcelle.holds()).toMatchObject([{ group: "web", min: 6, returnTo: 2 }]);
});

it("a minimum that a person changes meanwhile is left, and the history says so", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  const person = { AutoScalingGroupName: "web-green", MinSize: 5 };
  await sarcelle.simulation.operate("autoscaling", "UpdateAutoScalingGroup", person);
  await pass(sarcelle, 60, { "web-green": 60 });
  expect(await groupOf(sarcelle, "web-green")).toMatchObject({ MinSize: 5 });
  expect(await sarcelle.holds()).toEqual([]);
  const last = (await sarcelle.journals()).at(-1);
  expect(last).toMatchObject({
    deployment: { action: "end-hold" },
    outcome: "Succeeded",
    entries: [{ status: "conflict", note: expect.stringContaining("web-green was changed by somebody else") }],
  });
});

it("a switch takes over what a schedule has made of the active side's bounds since the deploy", async () => {
  const sarcelle = await standingBy();
  const scheduled = { AutoScalingGroupName: "web", MinSize: 3, MaxSize: 12 };
  await sarcelle.simulation.operate("autoscaling", "UpdateAutoScalingGroup", scheduled);
  await sarcelle.simulation.advance(minute);
  await sarcelle.deploy({ action: "switch" }, "switch");
  expect(await groupOf(sarcelle, "web-green")).toEqual({ MinSize: 6, MaxSize: 12, DesiredCapacity: 6 });
  expect(await sarcelle.holds()).toMatchObject([{ returnTo: 3 }]);
});

/** From then, in milliseconds since the epoch, until the last production listener was changed, in milliseconds. */
const untilMoved = ({ simulation }: Sarcelle, since: number): number => {
  const calls = simulation.calls
    .list()
    .filter(({ operation, time }) => operation === "ModifyListener" && time >= since);
  return Math.max(...calls.map(({ time }) => time)) - since;
};

it.each([
  ["half", 50],
  ["a tenth", 10],
])(
  "a side that keeps %s of the traffic keeps what all of it needs: a rollback brings that back as fast as it went",
  async (_, share) => {
    const sarcelle = await standingBy();
    const { simulation } = sarcelle;
    const strategy = { type: "canary", percent: 100 - share, wait: 3_600 };
    const [began, before] = [simulation.now(), simulation.calls.list().length];
    const arn = await sarcelle.start({ action: "switch", strategy }, "switch");
    // Of what it keeps its own alarm says that it is little, from the second period on.
    expect(await pass(sarcelle, 30, { web: 20, "web-green": 40 }, "web")).toEqual([6]);
    expect(await groupOf(sarcelle, "web")).toEqual(held);
    const stopped = simulation.now();
    const forward = untilMoved(sarcelle, began);
    await simulation.operate("states", "StopExecution", { executionArn: arn });
    await simulation.until(async () => (await sarcelle.lock()) === undefined, 60 * minute);
    expect(untilMoved(sarcelle, stopped)).toBeLessThanOrEqual(forward);
    expect(await sarcelle.holds()).toMatchObject([{ group: "web", min: 6, returnTo: 2 }]);
    // It has all of the traffic again, and its alarm still says that it had little to do.
    expect(await pass(sarcelle, 10, { web: 60, "web-green": 2 }, "web")).toEqual([6]);
    await sarcelle.unheld();
    expect(await groupOf(sarcelle, "web")).toEqual({ ...held, MinSize: 2 });
    expect(simulation.traffic().failed).toBe(0);
    expect(
      simulation.calls.list({ since: before }).filter(({ operation }) => operation === "ModifyListener"),
    ).toHaveLength(4);
  },
);

it("a side that has lost the last of the traffic is held no more, and is again once a rollback on demand brings it back", async () => {
  const sarcelle = await standingBy();
  const strategy = { type: "canary", percent: 50, wait: 600 };
  await sarcelle.deploy({ action: "switch", strategy }, "switch");
  expect(await groupOf(sarcelle, "web")).toEqual({ ...held, MinSize: 2 });
  expect(await sarcelle.holds()).toMatchObject([{ group: "web-green", min: 6, returnTo: 2 }]);
  expect(await sarcelle.ended(await sarcelle.start({}, "back", "rollback"))).toMatchObject({ error: "RolledBack" });
  expect(await groupOf(sarcelle, "web")).toEqual(held);
  expect(await sarcelle.holds()).toMatchObject([{ group: "web", min: 6, returnTo: 2 }]);
  await sarcelle.unheld();
  expect(await groupOf(sarcelle, "web")).toMatchObject({ MinSize: 2 });
  expect(await groupOf(sarcelle, "web-green")).toMatchObject({ MinSize: 2 });
});

it("in parts back to where it came from: the hold that stood there is taken over, and both sides are held until the last part", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  const arn = await sarcelle.start({ action: "switch", strategy: { type: "canary", percent: 50, wait: 600 } }, "back");
  await sarcelle.simulation.advance(5 * minute);
  expect([await groupOf(sarcelle, "web"), await groupOf(sarcelle, "web-green")]).toEqual([held, held]);
  expect(await sarcelle.ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  expect(await sarcelle.holds()).toMatchObject([{ group: "web", min: 6, returnTo: 2 }]);
  expect(await groupOf(sarcelle, "web-green")).toMatchObject({ MinSize: 2 });
});
