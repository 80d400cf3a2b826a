import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { operate } from "../../../gateway/operate.ts";
import { createCloudWatch } from "../../../services/cloudwatch/cloudwatch.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";
import type { ServiceEvent } from "../../../world/service.ts";

const minute = 60_000;
const policy = "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/grow";
const dimensions = { LoadBalancer: "app/web/1" };

const createWorld = ({ lag = 0, pageSize = 2 } = {}) => {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const events: ServiceEvent[] = [];
  const actions: string[] = [];
  const cloudWatch = createCloudWatch(
    {
      clock,
      random: seeded(1),
      account: "123456789012",
      region: "eu-west-1",
      pageSize,
      lag: () => lag,
      emit: (event) => events.push(event),
    },
    { alarmTargets: { alarm: (arn, name) => actions.push(`${name} → ${arn}`) } },
  );
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for, whatever the operation.
  const call = async (operation: string, input: object = {}): Promise<any> => {
    return operate(cloudWatch, operation, { ...input }).run({
      principal: { arn: "arn:aws:iam::123456789012:user/somebody" },
      requestId: "1",
    });
  };
  const put = (extra = {}) =>
    call("PutMetricAlarm", {
      AlarmName: "errors",
      Namespace: "AWS/ApplicationELB",
      MetricName: "HTTPCode_Target_5XX_Count",
      Dimensions: [{ Name: "LoadBalancer", Value: "app/web/1" }],
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: "GreaterThanThreshold",
      ...extra,
    });
  const state = async (name = "errors"): Promise<string | undefined> => {
    const { MetricAlarms } = await call("DescribeAlarms", { AlarmNames: [name] });
    return (MetricAlarms as MetricAlarm[])[0]?.StateValue;
  };
  const errors = (count: number) =>
    cloudWatch.publish("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", dimensions, count);
  return { clock, events, actions, cloudWatch, call, put, state, errors };
};

const refusal = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => "no error",
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe("an alarm", () => {
  it("goes from insufficient data to alarm and to OK, as its metric does", async () => {
    const { clock, put, state, errors } = createWorld();
    await put({ TreatMissingData: "notBreaching" });
    const states = [await state()];
    errors(6);
    await clock.advance(minute);
    states.push(await state());
    await clock.advance(3 * minute);
    states.push(await state());
    expect(states).toEqual(["INSUFFICIENT_DATA", "ALARM", "OK"]);
  });

  it("counts only its own metric, all dimensions included", async () => {
    const { cloudWatch, clock, put, state } = createWorld();
    await put({ TreatMissingData: "notBreaching" });
    cloudWatch.publish("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", { ...dimensions, TargetGroup: "t" }, 100);
    cloudWatch.publish("AWS/ApplicationELB", "RequestCount", dimensions, 100);
    await clock.advance(minute);
    expect(await state()).toBe("OK");
  });

  it("says on the bus that its state changed, and why", async () => {
    const { clock, put, errors, events } = createWorld();
    await put({ AlarmDescription: "too many errors" });
    errors(6);
    await clock.advance(minute);
    expect(events).toEqual([
      {
        source: "aws.cloudwatch",
        detailType: "CloudWatch Alarm State Change",
        resources: ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors"],
        detail: {
          alarmName: "errors",
          configuration: {
            description: "too many errors",
            metrics: [
              {
                id: expect.stringMatching(/^[0-9a-f-]{36}$/),
                metricStat: {
                  metric: { namespace: "AWS/ApplicationELB", name: "HTTPCode_Target_5XX_Count", dimensions },
                  period: 60,
                  stat: "Sum",
                },
                returnData: true,
              },
            ],
          },
          previousState: {
            value: "INSUFFICIENT_DATA",
            reason: "Unchecked: Initial alarm creation",
            timestamp: "2026-01-01T00:00:00.000+0000",
          },
          state: {
            value: "ALARM",
            reason:
              "Threshold Crossed: 1 out of the last 1 datapoints [6.0 (01/01/26 00:00:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).",
            reasonData: expect.stringContaining('"recentDatapoints":[6]'),
            timestamp: "2026-01-01T00:01:00.000+0000",
          },
        },
      },
    ]);
  });

  it("acts on Auto Scaling once per minute while it is in the state", async () => {
    const { clock, put, errors, actions } = createWorld();
    await put({ AlarmActions: [policy], TreatMissingData: "notBreaching" });
    for (let passed = 0; passed < 3; passed++) {
      errors(6);
      await clock.advance(minute);
    }
    await clock.advance(10 * minute);
    // In alarm at minutes 1 to 5: the range reaches two periods further back than the one that counts.
    expect(actions).toEqual(Array.from({ length: 5 }, () => `errors → ${policy}`));
  });

  it("does not act while its actions are disabled", async () => {
    const { clock, put, call, errors, actions, state } = createWorld();
    await put({ AlarmActions: [policy] });
    await call("DisableAlarmActions", { AlarmNames: ["errors"] });
    errors(6);
    await clock.advance(minute);
    expect([await state(), actions]).toEqual(["ALARM", []]);
    await call("EnableAlarmActions", { AlarmNames: ["errors"] });
    await clock.advance(minute);
    expect(actions).toEqual([`errors → ${policy}`]);
  });

  it("can be set by hand until the next evaluation", async () => {
    const { clock, put, call, state } = createWorld();
    await put({ TreatMissingData: "notBreaching" });
    await call("SetAlarmState", { AlarmName: "errors", StateValue: "ALARM", StateReason: "test" });
    expect(await state()).toBe("ALARM");
    await clock.advance(minute);
    expect(await state()).toBe("OK");
  });

  it("keeps its state when it is configured anew, and is evaluated no more once deleted", async () => {
    const { clock, put, call, state, errors, events } = createWorld();
    await put();
    errors(6);
    await clock.advance(minute);
    await put({ Threshold: 100 });
    expect(await state()).toBe("ALARM");
    await call("DeleteAlarms", { AlarmNames: ["errors"] });
    await clock.advance(10 * minute);
    expect([await state(), events.length]).toEqual([undefined, 1]);
  });

  it("shows a new state late, as every read does", async () => {
    const { clock, put, state, errors } = createWorld({ lag: 2000 });
    await put();
    errors(6);
    await clock.advance(minute);
    expect(await state()).toBe("INSUFFICIENT_DATA");
    await clock.advance(2000);
    expect(await state()).toBe("ALARM");
  });

  it.each([
    [{ Statistic: undefined }, "MissingParameter: The parameter Statistic is required."],
    [{ Period: 45 }, "ValidationError: Period must be 10, 20, 30, or a multiple of 60"],
    [{ DatapointsToAlarm: 2 }, "ValidationError: DatapointsToAlarm must be at least 1 and at most EvaluationPeriods"],
    [
      { ComparisonOperator: "Above" },
      "ValidationError: 1 validation error detected: Value 'Above' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold, LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, GreaterThanUpperThreshold]",
    ],
    [
      { AlarmActions: ["arn:aws:sns:eu-west-1:123456789012:topic"] },
      "PlaygroundNotEmulated: The playground does not emulate the alarm action arn:aws:sns:eu-west-1:123456789012:topic (only Auto Scaling policies). See playground/README.md for what it does.",
    ],
  ])("refuses %j", async (wrong, message) => {
    expect(await refusal(createWorld().put(wrong))).toBe(message);
  });
});

describe("DescribeAlarms", () => {
  it.each([
    [{}, ["a-1", "a-2"]],
    [{ AlarmNamePrefix: "b" }, ["b-1"]],
    [{ AlarmNames: ["b-1", "none"] }, ["b-1"]],
    [{ StateValue: "ALARM" }, ["a-2"]],
    [{ AlarmTypes: ["CompositeAlarm"] }, []],
  ])("answers %j with a page of %j", async (input, names) => {
    const { call, put } = createWorld();
    for (const AlarmName of ["b-1", "a-2", "a-1"]) await put({ AlarmName });
    await call("SetAlarmState", { AlarmName: "a-2", StateValue: "ALARM", StateReason: "test" });
    const { MetricAlarms } = await call("DescribeAlarms", input);
    expect((MetricAlarms as MetricAlarm[]).map(({ AlarmName }) => AlarmName)).toEqual(names);
  });

  it("goes on where the token says", async () => {
    const { call, put } = createWorld();
    for (const AlarmName of ["a", "b", "c"]) await put({ AlarmName });
    const { NextToken } = await call("DescribeAlarms");
    const rest = await call("DescribeAlarms", { NextToken });
    expect([rest.MetricAlarms.length, rest.MetricAlarms[0].AlarmName, rest.NextToken]).toEqual([1, "c", undefined]);
  });

  it("needs CloudWatch's own permission, on the alarms that are named", () => {
    const { cloudWatch } = createWorld();
    const arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm";
    const needs = (input: object) => cloudWatch.operations.DescribeAlarms?.needs?.(input);
    expect(needs({ AlarmNames: ["a"] })).toEqual([{ action: "cloudwatch:DescribeAlarms", resource: `${arn}:a` }]);
    expect(needs({})).toEqual([{ action: "cloudwatch:DescribeAlarms", resource: `${arn}:*` }]);
  });

  it("deletes no alarm if one does not exist", async () => {
    const { call, put, state } = createWorld();
    await put();
    expect(await refusal(call("DeleteAlarms", { AlarmNames: ["errors", "none"] }))).toBe(
      "ResourceNotFound: Alarm none does not exist",
    );
    expect(await state()).toBe("INSUFFICIENT_DATA");
  });
});

describe("metrics", () => {
  it("are added up per period", async () => {
    const { call, clock } = createWorld();
    const publish = (MetricData: object[]) => call("PutMetricData", { Namespace: "Shop", MetricData });
    await publish([
      { MetricName: "Orders", Value: 4 },
      { MetricName: "Orders", Values: [1, 7], Counts: [2, 1] },
    ]);
    await clock.advance(minute);
    await publish([{ MetricName: "Orders", StatisticValues: { SampleCount: 2, Sum: 20, Minimum: 5, Maximum: 15 } }]);
    const { Datapoints } = await call("GetMetricStatistics", {
      Namespace: "Shop",
      MetricName: "Orders",
      StartTime: new Date(Date.UTC(2026, 0, 1)),
      EndTime: new Date(Date.UTC(2026, 0, 1, 0, 2)),
      Period: 60,
      Statistics: ["SampleCount", "Sum", "Average", "Minimum", "Maximum"],
    });
    expect(Datapoints).toEqual([
      {
        Timestamp: new Date(Date.UTC(2026, 0, 1)),
        Unit: "None",
        SampleCount: 4,
        Sum: 13,
        Average: 3.25,
        Minimum: 1,
        Maximum: 7,
      },
      {
        Timestamp: new Date(Date.UTC(2026, 0, 1, 0, 1)),
        Unit: "None",
        SampleCount: 2,
        Sum: 20,
        Average: 10,
        Minimum: 5,
        Maximum: 15,
      },
    ]);
  });

  it("of AWS's own namespaces cannot be published by anybody else", async () => {
    const attempt = createWorld().call("PutMetricData", { Namespace: "AWS/EC2", MetricData: [] });
    expect(await refusal(attempt)).toMatch(/^InvalidParameterValueException: /);
  });
});
