import { describe, expect, it } from "vitest";
import type { Alarms } from "../../../world/neighbours.ts";
import { createWorld, groupInput } from "./world.ts";

const web = { AutoScalingGroupName: "web" };
const simple = { ...web, PolicyName: "out", AdjustmentType: "ChangeInCapacity", ScalingAdjustment: 1, Cooldown: 60 };
const step = {
  ...web,
  PolicyName: "steps",
  PolicyType: "StepScaling",
  AdjustmentType: "ChangeInCapacity",
  EstimatedInstanceWarmup: 60,
  StepAdjustments: [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 1 },
    { MetricIntervalLowerBound: 20, ScalingAdjustment: 3 },
  ],
};

const acting = (actions: readonly string[], value = 55): Alarms => ({
  describe: () => [{ name: "high", arn: "arn:alarm", actions, threshold: 50, value, state: "ALARM", since: 0 }],
  put: () => {},
  remove: () => {},
  forgetAction: () => {},
});

const scaled = async (policy: object, neighbours: Parameters<typeof createWorld>[0] = {}) => {
  const world = createWorld(neighbours);
  await world.call("CreateAutoScalingGroup", groupInput({ DefaultCooldown: 10 }));
  const { PolicyARN } = await world.call<{ PolicyARN: string }>("PutScalingPolicy", policy);
  await world.clock.advance(120_000);
  const desired = async () => (await world.group()).DesiredCapacity;
  return { ...world, arn: PolicyARN, desired };
};

describe("a simple scaling policy", () => {
  it("acts on its alarm, and not again while its activity and cooldown last", async () => {
    const world = await scaled(simple);
    world.service.alarm(world.arn, "high");
    world.service.alarm(world.arn, "high");
    await world.clock.advance(30_000);
    world.service.alarm(world.arn, "high");
    expect(await world.desired()).toBe(3);
    expect((await world.activities())[0]?.Cause).toContain(
      "a monitor alarm high in state ALARM triggered policy out changing the desired capacity from 2 to 3.",
    );
    await world.clock.advance(60_000);
    world.service.alarm(world.arn, "high");
    expect(await world.desired()).toBe(4);
  });

  it("rests while AlarmNotification is suspended or it is disabled", async () => {
    const world = await scaled(simple);
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["AlarmNotification"] });
    world.service.alarm(world.arn, "high");
    await world.call("ResumeProcesses", web);
    await world.call("PutScalingPolicy", { ...simple, Enabled: false });
    world.service.alarm(world.arn, "high");
    expect(await world.desired()).toBe(2);
  });

  it("can be executed by hand, within the group's bounds, and honors the cooldown if asked", async () => {
    const world = await scaled({ ...simple, ScalingAdjustment: 20 });
    const execute = (HonorCooldown = false) =>
      world.call("ExecutePolicy", { ...web, PolicyName: "out", HonorCooldown });
    await execute(true);
    expect(await world.desired()).toBe(8);
    await world.clock.advance(10_000);
    await expect(execute(true)).rejects.toMatchObject({ name: "ScalingActivityInProgressFault" });
    await execute();
  });
});

describe("a step scaling policy", () => {
  it("takes the step that the alarm's breach falls in", async () => {
    const world = await scaled(step, { alarms: acting([], 75) });
    world.service.alarm(world.arn, "high");
    expect(await world.desired()).toBe(5);
  });

  it("counts warming instances as already asked for", async () => {
    const world = await scaled(step, { alarms: acting([]) });
    world.service.alarm(world.arn, "high");
    await world.clock.advance(20_000);
    world.service.alarm(world.arn, "high");
    expect(await world.desired()).toBe(3);
    await world.clock.advance(60_000);
    world.service.alarm(world.arn, "high");
    expect(await world.desired()).toBe(4);
  });

  it("needs a metric value and a threshold to be executed", async () => {
    const world = await scaled(step);
    const execute = (input: object) => world.call("ExecutePolicy", { ...web, PolicyName: "steps", ...input });
    await expect(execute({})).rejects.toMatchObject({ name: "ValidationError" });
    await expect(execute({ MetricValue: 40, BreachThreshold: 50 })).rejects.toMatchObject({ name: "ValidationError" });
    await execute({ MetricValue: 90, BreachThreshold: 50 });
    expect(await world.desired()).toBe(5);
  });
});

describe("DescribePolicies", () => {
  it("shows each policy with the alarms that have it as their action", async () => {
    const actions: string[] = [];
    const world = await scaled(step, { alarms: acting(actions) });
    actions.push(world.arn);
    expect(await world.call("DescribePolicies", { ...web, PolicyTypes: ["StepScaling"] })).toEqual({
      ScalingPolicies: [
        {
          ...step,
          PolicyARN: expect.stringMatching(
            /^arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:[0-9a-f-]{36}:autoScalingGroupName\/web:policyName\/steps$/,
          ),
          MetricAggregationType: "Average",
          Enabled: true,
          Alarms: [{ AlarmName: "high", AlarmARN: "arn:alarm" }],
        },
      ],
      NextToken: undefined,
    });
    for (const operation of ["DeletePolicy", "ExecutePolicy"])
      await expect(world.call(operation, { PolicyName: "out" })).rejects.toMatchObject({
        name: "PlaygroundNotEmulated",
      });
    await world.call("DeletePolicy", { PolicyName: world.arn });
    expect(await world.call("DescribePolicies", web)).toEqual({ ScalingPolicies: [], NextToken: undefined });
  });
});

describe("PutScalingPolicy", () => {
  it.each([
    [
      { ...simple, AdjustmentType: "Double" },
      "Invalid adjustment type: Double. Valid types are: ChangeInCapacity, ExactCapacity, PercentChangeInCapacity",
    ],
    [{ ...simple, ScalingAdjustment: undefined }, "ScalingAdjustment is required for SimpleScaling"],
    [{ ...step, ScalingAdjustment: 1 }, "ScalingAdjustment cannot be specified for policy type StepScaling"],
    [{ ...simple, PolicyType: "Magic" }, "Invalid policy type: Magic"],
    [{ ...step, AdjustmentType: undefined }, "You must specify an AdjustmentType for policy type: StepScaling"],
  ])("refuses %j", async (policy, message) => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput());
    await expect(world.call("PutScalingPolicy", policy)).rejects.toMatchObject({ name: "ValidationError", message });
  });
});

describe("a scheduled action", () => {
  const put = (world: ReturnType<typeof createWorld>, action: object) =>
    world.call("PutScheduledUpdateGroupAction", { ...web, ScheduledActionName: "morning", ...action });
  const actions = async (world: ReturnType<typeof createWorld>) =>
    (await world.call<{ ScheduledUpdateGroupActions: { Time: Date }[] }>("DescribeScheduledActions", web))
      .ScheduledUpdateGroupActions;
  const group = async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput());
    return world;
  };

  it("runs at its time once, and vanishes", async () => {
    const world = await group();
    const StartTime = new Date("2026-01-01T00:10:00Z");
    await put(world, { StartTime, MinSize: 3, MaxSize: 5 });
    expect(await actions(world)).toEqual([
      {
        ...web,
        ScheduledActionName: "morning",
        ScheduledActionARN: expect.stringMatching(
          /:scheduledUpdateGroupAction:[0-9a-f-]{36}:autoScalingGroupName\/web:scheduledActionName\/morning$/,
        ),
        Time: StartTime,
        StartTime,
        MinSize: 3,
        MaxSize: 5,
      },
    ]);
    await world.clock.advance(9 * 60_000);
    expect((await world.group()).MinSize).toBe(0);
    await world.clock.advance(62_000);
    expect(await world.group()).toMatchObject({ MinSize: 3, MaxSize: 5, DesiredCapacity: 3 });
    expect(await actions(world)).toEqual([]);
    expect((await world.activities())[0]?.Cause).toContain(
      "At 2026-01-01T00:10:00Z a scheduled action update of AutoScalingGroup constraints to min: 3, max: 5, desired: 3 changing the desired capacity from 2 to 3.",
    );
  });

  it("recurs by its time zone until its end", async () => {
    const world = await group();
    await put(world, {
      Recurrence: "30 8 * * *",
      TimeZone: "Europe/Paris",
      DesiredCapacity: 4,
      EndTime: new Date("2026-01-02T12:00:00Z"),
    });
    expect((await actions(world))[0]?.Time).toEqual(new Date("2026-01-01T07:30:00Z"));
    await world.clock.advance(7.5 * 3_600_000);
    expect((await world.group()).DesiredCapacity).toBe(4);
    expect((await actions(world))[0]?.Time).toEqual(new Date("2026-01-02T07:30:00Z"));
    await world.clock.advance(24 * 3_600_000);
    expect(await actions(world)).toEqual([]);
  });

  it("whose time comes while ScheduledActions is suspended does not run, then or later", async () => {
    const world = await group();
    await put(world, { Recurrence: "*/10 * * * *", DesiredCapacity: 4 });
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["ScheduledActions"] });
    await world.clock.advance(12 * 60_000);
    await world.call("ResumeProcesses", { ...web, ScalingProcesses: ["ScheduledActions"] });
    await world.clock.advance(2 * 60_000);
    expect((await world.group()).DesiredCapacity).toBe(2);
    await world.clock.advance(7 * 60_000);
    expect((await world.group()).DesiredCapacity).toBe(4);
  });

  it.each([
    [{ MinSize: 1 }, "ValidationError", "Either StartTime or Recurrence must be specified"],
    [{ Recurrence: "* *", MinSize: 1 }, "ValidationError", /^Given recurrence string: \* \* /],
    [{ Recurrence: "0 8 * * *", TimeZone: "Mars/Base", MinSize: 1 }, "ValidationError", /Mars\/Base/],
    [{ StartTime: new Date("2025-01-01T00:00:00Z"), MinSize: 1 }, "ValidationError", "Given start time is in the past"],
    [
      { Recurrence: "0 8 * * *" },
      "ValidationError",
      "At least one of MinSize, MaxSize and DesiredCapacity must be specified",
    ],
  ])("is refused if it says %j", async (action, name, message) => {
    const world = await group();
    await expect(put(world, action)).rejects.toMatchObject({
      name,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  it("can be put and deleted in batches, which report what failed", async () => {
    const world = await group();
    const one = { ScheduledActionName: "one", Recurrence: "0 8 * * *", MinSize: 1 };
    expect(
      await world.call("BatchPutScheduledUpdateGroupAction", {
        ...web,
        ScheduledUpdateGroupActions: [one, { ...one, ScheduledActionName: "same time" }],
      }),
    ).toEqual({
      FailedScheduledUpdateGroupActions: [
        {
          ScheduledActionName: "same time",
          ErrorCode: "AlreadyExists",
          ErrorMessage: "A scheduled action at 2026-01-01T08:00:00.000Z already exists",
        },
      ],
    });
    expect(
      await world.call("BatchDeleteScheduledAction", { ...web, ScheduledActionNames: ["one", "two"] }),
    ).toMatchObject({ FailedScheduledActions: [{ ScheduledActionName: "two", ErrorCode: "ValidationError" }] });
    expect(await actions(world)).toEqual([]);
  });
});
