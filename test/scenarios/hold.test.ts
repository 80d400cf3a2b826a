/** The side that gets the traffic keeps what it carries until its own alarms have measured it under traffic. */
import { expect, inject, it, onTestFinished } from "vitest";
import { withoutThrottling } from "../../proof/not-yet-survived.ts";
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

/** Six instances where two are the least; a release stands by on green, and has had nothing to do for a while. */
const standingBy = async (scalesIn = scalesInByStep) => {
  const without = withoutThrottling.filter((trait) => trait !== "resumed-alarms-act");
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), without });
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
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  await pass(sarcelle, 20, { web: 60, "web-green": 2 });
  return sarcelle;
};

const held = { MinSize: 6, MaxSize: 8, DesiredCapacity: 6 };

it("a switch keeps what the traffic needs until the alarm that says 'little load' has measured it, and then lets go", async () => {
  const sarcelle = await standingBy();
  await sarcelle.deploy({ action: "switch" }, "switch");
  expect(await groupOf(sarcelle, "web-green")).toEqual(held);
  expect(await sarcelle.hold()).toMatchObject({ group: "web-green", min: 6, returnTo: 2 });
  expect(await pass(sarcelle, 60, { "web-green": 60 })).toEqual([6]);
  expect(await groupOf(sarcelle, "web-green")).toEqual({ ...held, MinSize: 2 });
  expect(await sarcelle.hold()).toBeUndefined();
});
