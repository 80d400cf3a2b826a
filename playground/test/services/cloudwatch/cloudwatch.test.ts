import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { createWorld, dimensions, minute, policy, refusal } from "./world.ts";

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

  it("tells a topic of each change of its state once, in the words and with the JSON of CloudWatch", async () => {
    const { clock, put, errors, told } = createWorld();
    const topic = "arn:aws:sns:eu-west-1:123456789012:people";
    await put({ TreatMissingData: "notBreaching", AlarmActions: [topic], OKActions: [topic] });
    errors(6);
    await clock.advance(minute);
    errors(7);
    await clock.advance(minute);
    await clock.advance(4 * minute);
    expect(told.map(({ arn, subject, from }) => ({ arn, subject, from }))).toEqual(
      ["ALARM", "OK"].map((state) => ({
        arn: topic,
        subject: `${state}: "errors" in EU (Ireland)`,
        from: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors",
      })),
    );
    expect(JSON.parse(told[0]?.body ?? "")).toMatchObject({
      AlarmName: "errors",
      AWSAccountId: "123456789012",
      NewStateValue: "ALARM",
      OldStateValue: "INSUFFICIENT_DATA",
      NewStateReason: expect.stringContaining("Threshold Crossed: 1 out of the last 1 datapoints [6.0"),
      Trigger: {
        MetricName: "HTTPCode_Target_5XX_Count",
        Statistic: "SUM",
        Dimensions: [{ value: "app/web/1", name: "LoadBalancer" }],
        Period: 60,
        Threshold: 5,
        TreatMissingData: "notBreaching",
      },
    });
  });

  it("tells nobody while its actions are switched off", async () => {
    const { clock, put, errors, told } = createWorld();
    await put({ ActionsEnabled: false, AlarmActions: ["arn:aws:sns:eu-west-1:123456789012:people"] });
    errors(6);
    await clock.advance(minute);
    expect(told).toEqual([]);
  });

  it.each([
    [{ Statistic: undefined }, "MissingParameter: The parameter Statistic is required."],
    [
      { ExtendedStatistic: "p99" },
      "ValidationError: Statistic and ExtendedStatistic are mutually exclusive: specify one of them.",
    ],
    [
      { Statistic: undefined, ExtendedStatistic: "p101" },
      "InvalidParameterValueException: The value p101 for parameter ExtendedStatistic is invalid.",
    ],
    [
      { Statistic: undefined, ExtendedStatistic: "tm90" },
      "PlaygroundNotEmulated: The playground does not emulate the statistic tm90. See playground/README.md for what it does.",
    ],
    [
      { EvaluateLowSampleCountPercentile: "ignore" },
      "ValidationError: EvaluateLowSampleCountPercentile is only valid for alarms on percentiles.",
    ],
    [{ Period: 45 }, "ValidationError: Period must be 10, 20, 30, or a multiple of 60"],
    [{ DatapointsToAlarm: 2 }, "ValidationError: DatapointsToAlarm must be at least 1 and at most EvaluationPeriods"],
    [
      { ComparisonOperator: "Above" },
      "ValidationError: 1 validation error detected: Value 'Above' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold, LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, GreaterThanUpperThreshold]",
    ],
    [
      { AlarmActions: ["arn:aws:ssm:eu-west-1:123456789012:opsitem:1"] },
      "PlaygroundNotEmulated: The playground does not emulate the alarm action arn:aws:ssm:eu-west-1:123456789012:opsitem:1 (only Auto Scaling policies and SNS topics). See playground/README.md for what it does.",
    ],
  ])("refuses %j", async (wrong, message) => {
    expect(await refusal(createWorld().put(wrong))).toBe(message);
  });
});

describe("an alarm on a percentile", () => {
  const slow = { Statistic: undefined, ExtendedStatistic: "p90", MetricName: "TargetResponseTime", Threshold: 1 };

  it("looks at the value that so many of the samples do not exceed", async () => {
    const { cloudWatch, clock, put, state } = createWorld();
    await put(slow);
    const serve = (fast: number, late: number) =>
      cloudWatch.publish(
        "AWS/ApplicationELB",
        "TargetResponseTime",
        dimensions,
        new Map([
          [0.1, fast],
          [2, late],
        ]),
        "Seconds",
      );
    serve(90, 10);
    await clock.advance(minute);
    const states = [await state()];
    serve(89, 11);
    await clock.advance(minute);
    expect([...states, await state()]).toEqual(["OK", "ALARM"]);
  });

  it("keeps its state while the samples are too few to tell, if it is to", async () => {
    const { cloudWatch, clock, put, state } = createWorld();
    await put({ ...slow, EvaluateLowSampleCountPercentile: "ignore" });
    const serve = (count: number) =>
      cloudWatch.publish("AWS/ApplicationELB", "TargetResponseTime", dimensions, new Map([[2, count]]), "Seconds");
    serve(99);
    await clock.advance(minute);
    const states = [await state()];
    serve(100);
    await clock.advance(minute);
    expect([...states, await state()]).toEqual(["INSUFFICIENT_DATA", "ALARM"]);
  });
});

describe("an alarm that names a unit", () => {
  it("sees nothing that was measured in another", async () => {
    const { call, clock, put, state } = createWorld();
    const shop = { Namespace: "Shop", MetricName: "Wait", Dimensions: [], TreatMissingData: undefined };
    await put({ ...shop, AlarmName: "errors", Unit: "Seconds" });
    await put({ ...shop, AlarmName: "any" });
    const wait = [{ MetricName: "Wait", Value: 900, Unit: "Milliseconds" }];
    await call("PutMetricData", { Namespace: "Shop", MetricData: wait });
    await clock.advance(minute);
    expect([await state(), await state("any")]).toEqual(["INSUFFICIENT_DATA", "ALARM"]);
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
    expect(needs({ AlarmNames: ["a"] })).toEqual([
      { action: "cloudwatch:DescribeAlarms", resource: `${arn}:a`, tags: {} },
    ]);
    expect(needs({})).toEqual([{ action: "cloudwatch:DescribeAlarms", resource: `${arn}:*`, tags: {} }]);
  });

  it("deletes no alarm if one does not exist", async () => {
    const { call, put, state } = createWorld();
    await put();
    expect(await refusal(call("DeleteAlarms", { AlarmNames: ["errors", "none"] }))).toBe(
      "ResourceNotFound: Alarm none does not exist",
    );
    expect(await state()).toBe("INSUFFICIENT_DATA");
  });

  it("shows an alarm as it was put: what it leaves out is absent", async () => {
    const { call, put } = createWorld();
    await put();
    const { MetricAlarms } = await call("DescribeAlarms");
    const shown = Object.entries(MetricAlarms[0]).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    for (const absent of ["DatapointsToAlarm", "TreatMissingData", "Unit", "ExtendedStatistic"])
      expect(shown).not.toContain(absent);
    await put({
      Statistic: undefined,
      ExtendedStatistic: "p99.9",
      DatapointsToAlarm: 1,
      TreatMissingData: "ignore",
      Unit: "Count",
    });
    expect((await call("DescribeAlarms")).MetricAlarms[0]).toMatchObject({
      ExtendedStatistic: "p99.9",
      DatapointsToAlarm: 1,
      TreatMissingData: "ignore",
      Unit: "Count",
    });
  });

  it("refuses a state that there is not before it looks for the alarm", async () => {
    const attempt = createWorld().call("SetAlarmState", { AlarmName: "none", StateValue: "FINE", StateReason: "test" });
    expect(await refusal(attempt)).toMatch(
      /^ValidationError: 1 validation error detected: Value 'FINE' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: \[INSUFFICIENT_DATA, ALARM, OK\]$/,
    );
  });

  it("has no tags of an alarm that is gone, and that is no error", async () => {
    const { call, put } = createWorld();
    await put({ Tags: [{ Key: "service", Value: "web" }] });
    const ResourceARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors";
    expect(await call("ListTagsForResource", { ResourceARN })).toEqual({ Tags: [{ Key: "service", Value: "web" }] });
    await call("DeleteAlarms", { AlarmNames: ["errors"] });
    expect(await call("ListTagsForResource", { ResourceARN })).toEqual({ Tags: [] });
  });
});
