import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import type { Trait } from "../../../world/traits.ts";
import { createMeasuredWorld, minute } from "./measured-world.ts";
import { groupInput, http } from "./world.ts";

const web = { AutoScalingGroupName: "web" };
const cpu = (TargetValue: number, extra: object = {}) => ({
  ...web,
  PolicyName: "cpu",
  PolicyType: "TargetTrackingScaling",
  TargetTrackingConfiguration: {
    PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
    TargetValue,
    ...extra,
  },
});
const queue = {
  ...web,
  PolicyName: "queue",
  PolicyType: "TargetTrackingScaling",
  TargetTrackingConfiguration: {
    CustomizedMetricSpecification: {
      Namespace: "Shop",
      MetricName: "Backlog",
      Dimensions: [{ Name: "Queue", Value: "orders" }],
      Statistic: "Average",
    },
    TargetValue: 10,
  },
};

const grown = async (
  DesiredCapacity: number,
  settings: object = {},
  without: Parameters<typeof createMeasuredWorld>[0] = [],
) => {
  const world = createMeasuredWorld(without);
  await world.call(
    "CreateAutoScalingGroup",
    groupInput({ DesiredCapacity, MinSize: 1, DefaultCooldown: 60, ...settings }),
  );
  await world.clock.advance(5 * minute);
  return world;
};

describe("a target tracking policy", () => {
  it("is answered with alarms of its own, which are what AWS makes", async () => {
    const world = await grown(2);
    const { PolicyARN, Alarms } = await world.call<{
      PolicyARN: string;
      Alarms: { AlarmName: string; AlarmARN: string }[];
    }>("PutScalingPolicy", cpu(60));
    const uuid = "[0-9a-f]{8}-[0-9a-f-]{27}";
    expect(Alarms).toEqual(
      ["High", "Low"].map((kind) => ({
        AlarmName: expect.stringMatching(new RegExp(`^TargetTracking-web-Alarm${kind}-${uuid}$`)),
        AlarmARN: expect.stringMatching(/^arn:aws:cloudwatch:eu-west-1:123456789012:alarm:TargetTracking-web-/),
      })),
    );
    const { MetricAlarms } = await world.monitoring("DescribeAlarms");
    const own = {
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${PolicyARN}.`,
      AlarmActions: [PolicyARN],
      ActionsEnabled: true,
      Namespace: "AWS/EC2",
      MetricName: "CPUUtilization",
      Dimensions: [{ Name: "AutoScalingGroupName", Value: "web" }],
      Statistic: "Average",
      Period: 60,
    };
    expect(MetricAlarms).toMatchObject([
      { ...own, ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 3, Threshold: 60 },
      { ...own, ComparisonOperator: "LessThanThreshold", EvaluationPeriods: 15, Threshold: 54 },
    ]);
    const { ScalingPolicies } = await world.call<{ ScalingPolicies: object[] }>("DescribePolicies", web);
    expect(ScalingPolicies).toEqual([
      {
        ...cpu(60, { DisableScaleIn: false }),
        StepAdjustments: [],
        Enabled: true,
        PolicyARN,
        Alarms,
      },
    ]);
  });

  it("scales out in proportion, rounded up, after three minutes above its target, and not again while that warms up", async () => {
    const world = await grown(2, { MaxSize: 20, DefaultInstanceWarmup: 600 });
    await world.clock.advance(5 * minute);
    await world.call("PutScalingPolicy", cpu(50));
    await world.measureCpu(90, 2);
    expect(await world.desired()).toBe(2);
    await world.measureCpu(90, 1);
    // 2 × 90 / 50 = 3.6
    expect(await world.desired()).toBe(4);
    expect((await world.activities())[0]?.Cause).toMatch(
      /a monitor alarm TargetTracking-web-AlarmHigh-[0-9a-f-]{36} in state ALARM triggered policy cpu changing the desired capacity from 2 to 4\./,
    );
    await world.measureCpu(90, 5);
    expect(await world.desired()).toBe(4);
    await world.measureCpu(90, 10);
    expect(await world.desired()).toBe(8);
  });

  it("scales in by one instance a minute after 15 minutes below 90 % of its target, down to the minimum", async () => {
    const world = await grown(4, { MinSize: 2 });
    await world.call("PutScalingPolicy", cpu(50));
    await world.measureCpu(1, 14);
    expect(await world.desired()).toBe(4);
    const sizes: (number | undefined)[] = [];
    for (let passed = 0; passed < 4; passed++) {
      await world.measureCpu(1, 1);
      sizes.push(await world.desired());
    }
    expect(sizes).toEqual([3, 2, 2, 2]);
  });

  it("keeps an instance that its target would call back", async () => {
    const world = await grown(4);
    await world.call("PutScalingPolicy", cpu(50));
    // Below 45, but 4 × 40 / 50 = 3.2: three instances would be above 50.
    await world.measureCpu(40, 20);
    expect(await world.desired()).toBe(4);
  });

  it("does not take missing data for low use", async () => {
    const world = await grown(4);
    await world.call("PutScalingPolicy", cpu(50));
    await world.clock.advance(60 * minute);
    expect(await world.desired()).toBe(4);
  });

  it("acts on metrics that come every five minutes, as EC2's basic monitoring sends them", async () => {
    const world = await grown(4, { MinSize: 3 });
    await world.call("PutScalingPolicy", cpu(50));
    await world.measureCpu(1, 30, 5);
    expect(await world.desired()).toBe(3);
  });

  it("never scales in with DisableScaleIn, and has no alarm for it", async () => {
    const world = await grown(4);
    await world.call("PutScalingPolicy", cpu(50, { DisableScaleIn: true }));
    await world.measureCpu(1, 30);
    expect(await world.desired()).toBe(4);
    const { MetricAlarms } = await world.monitoring("DescribeAlarms");
    expect((MetricAlarms as MetricAlarm[]).map(({ EvaluationPeriods }) => EvaluationPeriods)).toEqual([3]);
  });

  it("scales in only when every other one is ready to, and out when one is", async () => {
    const world = await grown(4, { MinSize: 2 });
    await world.call("PutScalingPolicy", cpu(50));
    await world.call("PutScalingPolicy", queue);
    const backlog = (value: number) => world.watch.publish("Shop", "Backlog", { Queue: "orders" }, value);
    for (let passed = 0; passed < 20; passed++) {
      backlog(9.5);
      await world.measureCpu(1, 1);
    }
    expect(await world.desired()).toBe(4);
    for (let passed = 0; passed < 17; passed++) {
      backlog(1);
      await world.measureCpu(1, 1);
    }
    expect(await world.desired()).toBe(2);
    for (let passed = 0; passed < 4; passed++) {
      backlog(20);
      await world.measureCpu(1, 1);
    }
    expect(await world.desired()).toBe(4);
  });

  it("takes its alarms with it when it goes, or its group does, and gets new ones when it is put anew", async () => {
    const world = await grown(0, { MinSize: 0 });
    const names = async () => {
      const { MetricAlarms } = await world.monitoring("DescribeAlarms");
      return (MetricAlarms as MetricAlarm[]).map(({ AlarmName }) => AlarmName);
    };
    await world.call("PutScalingPolicy", cpu(50));
    const first = await names();
    await world.call("PutScalingPolicy", cpu(70));
    const second = await names();
    expect([second.length, second.some((name) => first.includes(name))]).toEqual([2, false]);
    await world.call("DeletePolicy", { ...web, PolicyName: "cpu" });
    expect(await names()).toEqual([]);
    await world.call("PutScalingPolicy", cpu(50));
    await world.call("DeleteAutoScalingGroup", web);
    expect(await names()).toEqual([]);
  });

  it("is configuration only in a world without target-tracking-acts", async () => {
    const world = await grown(4, {}, ["target-tracking-acts"]);
    expect(await world.call("PutScalingPolicy", cpu(50))).toMatchObject({ Alarms: [] });
    await world.measureCpu(1, 30);
    expect(await world.desired()).toBe(4);
  });

  const requests = (ResourceLabel: string | undefined) => ({
    ...cpu(50),
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel },
      TargetValue: 100,
    },
  });
  const label = `app/web/0000000000000009/${http.replace(/^.*:/, "")}`;
  const withMath = {
    ...queue,
    TargetTrackingConfiguration: { TargetValue: 1, CustomizedMetricSpecification: { Metrics: [] } },
  };
  it.each([
    [
      requests(undefined),
      "ValidationError",
      "Resource label should be specified for predefined metric type ALBRequestCountPerTarget",
    ],
    [requests("app/web"), "ValidationError", "Invalid resource label: app/web"],
    [requests(label), "ValidationError", `The target group ${http} is not attached to the Auto Scaling group web`],
    [
      { ...cpu(50), TargetTrackingConfiguration: { TargetValue: 5 } },
      "ValidationError",
      "You must specify either a predefined metric or a customized metric.",
    ],
    [
      { ...cpu(50), TargetTrackingConfiguration: undefined },
      "ValidationError",
      "1 validation error detected: Value null at 'targetTrackingConfiguration' failed to satisfy constraint: Member must not be null",
    ],
    [withMath, "PlaygroundNotEmulated", expect.stringContaining("target tracking by metric math")],
  ])("is refused if it says %j", async (policy, name, message) => {
    const world = await grown(0, { MinSize: 0 });
    await expect(world.call("PutScalingPolicy", policy)).rejects.toMatchObject({ name, message });
    expect(await world.call("DescribePolicies", web)).toMatchObject({ ScalingPolicies: [] });
  });

  it("follows the requests of a target group that is attached", async () => {
    const world = await grown(2, { TargetGroupARNs: [http] });
    await world.call("PutScalingPolicy", requests(label));
    const { MetricAlarms } = await world.monitoring("DescribeAlarms");
    expect(MetricAlarms).toMatchObject(
      [100, 90].map((Threshold) => ({
        Namespace: "AWS/ApplicationELB",
        MetricName: "RequestCountPerTarget",
        Dimensions: [
          { Name: "LoadBalancer", Value: "app/web/0000000000000009" },
          { Name: "TargetGroup", Value: "targetgroup/http/0000000000000001" },
        ],
        Statistic: "Sum",
        Threshold,
      })),
    );
  });
});

describe("a group whose alarms went low while AlarmNotification was suspended", () => {
  it.each<[how: string, without: readonly Trait[], sizes: readonly number[]]>([
    [
      "is scaled in to its minimum within minutes of the resumption, by a step policy and by target tracking",
      [],
      [6, 4, 2, 2],
    ],
    ["stays as it is in a world that lacks this trait of AWS", ["resumed-alarms-act"], [6, 6, 6, 6]],
  ])("%s", async (_, without, expected) => {
    const world = await grown(6, { MinSize: 2 }, without);
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["AlarmNotification"] });
    await world.call("PutScalingPolicy", cpu(50));
    const { PolicyARN } = await world.call<{ PolicyARN: string }>("PutScalingPolicy", {
      ...web,
      PolicyName: "scale-in",
      PolicyType: "StepScaling",
      AdjustmentType: "ChangeInCapacity",
      StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }],
    });
    await world.monitoring("PutMetricAlarm", {
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
    await world.measureCpu(1, 26, 5);
    const sizes = [await world.desired()];
    await world.call("ResumeProcesses", { ...web, ScalingProcesses: ["AlarmNotification"] });
    // The traffic comes now, and EC2 measures it only with its next value, minutes later.
    for (let passed = 0; passed < 3; passed++) {
      await world.clock.advance(minute);
      sizes.push(await world.desired());
    }
    expect(sizes).toEqual(expected);
  });
});

describe("a predictive policy", () => {
  it("is kept and shown, and moves nothing", async () => {
    const world = await grown(2);
    const PredictiveScalingConfiguration = {
      MetricSpecifications: [
        {
          TargetValue: 40,
          PredefinedMetricPairSpecification: { PredefinedMetricType: "ASGCPUUtilization" },
        },
      ],
      Mode: "ForecastAndScale",
    };
    const policy = { ...web, PolicyName: "tomorrow", PolicyType: "PredictiveScaling", PredictiveScalingConfiguration };
    expect(await world.call("PutScalingPolicy", policy)).toEqual({ PolicyARN: expect.any(String), Alarms: [] });
    expect(await world.call("DescribePolicies", web)).toMatchObject({
      ScalingPolicies: [{ ...policy, Enabled: true, Alarms: [] }],
    });
    await world.measureCpu(100, 30);
    expect(await world.desired()).toBe(2);
    await expect(world.call("ExecutePolicy", { ...web, PolicyName: "tomorrow" })).rejects.toMatchObject({
      message: "ExecutePolicy is not supported for PredictiveScaling policies",
    });
  });
});
