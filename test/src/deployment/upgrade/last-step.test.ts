import { describe, expect, it } from "vitest";
import { twinOf } from "../../../../src/deployment/upgrade/plan.ts";
import { repoint } from "../../../../src/deployment/upgrade/repoint.ts";
import { alarmNames, twinAlarms } from "../../../../src/deployment/upgrade/twin-alarms.ts";
import { arns, environment, live, telling, twins } from "./described-live.ts";

const created = (kind: string, id: string, after: object) => ({ resource: { kind, id }, before: null, after });
const green = { "sarcelle:environment": "shop-live", "sarcelle:side": "green" };

describe("the last step", () => {
  const policies = new Map([[arns.outPolicy, arns.greenOutPolicy]]);

  it("makes alarms that watch the twin and start its policies, and nothing else that the live one starts", () => {
    expect(twinAlarms(live, environment, twins, policies).changes).toEqual([
      created("scaling-alarm", "shop-busy-green", {
        ActionsEnabled: true,
        AlarmActions: [arns.greenOutPolicy],
        Metrics: [
          {
            Id: "load",
            MetricStat: {
              Metric: {
                Namespace: "AWS/EC2",
                MetricName: "CPUUtilization",
                Dimensions: [{ Name: "AutoScalingGroupName", Value: "shop-green" }],
              },
              Period: 60,
              Stat: "Average",
            },
          },
        ],
        EvaluationPeriods: 2,
        Threshold: 70,
        ComparisonOperator: "GreaterThanThreshold",
        Tags: green,
      }),
    ]);
  });

  it("reports each action that it left out: of whatever state, and why", () => {
    const outside =
      "it is outside of the environment; list it under copy.notifications to have it told of the twin too";
    const left = (field: string, from: string, why: string) => ({
      resource: "alarm shop-busy",
      field: `${field}.${from}`,
      treatment: "changed",
      from,
      to: null,
      why,
    });
    expect(
      twinAlarms(live, environment, twins, policies).report.filter(({ field }) => field.includes(".arn:")),
    ).toEqual([
      left("AlarmActions", arns.topic, outside),
      left("AlarmActions", arns.workerPolicy, "it scales another group"),
      left("InsufficientDataActions", arns.topic, outside),
    ]);
  });

  it("keeps the topics that the registration chooses, and never another group's policy", () => {
    const [alarm] = twinAlarms(live, telling, twins, policies).changes;
    expect([alarm?.after?.AlarmActions, alarm?.after?.InsufficientDataActions]).toEqual([
      [arns.greenOutPolicy, arns.topic],
      [arns.topic],
    ]);
  });
});

it("what names the live group elsewhere than in a dimension of that name is left", () => {
  const repointing = { group: { from: "shop", to: "shop-green" }, targetGroups: twins, policies: new Map() };
  const dimensions = [
    { Name: "AutoScalingGroupName", Value: "other" },
    { Name: "Service", Value: "shop" },
    { Name: "AutoScalingGroupName", Value: "shop" },
  ];
  expect(repoint("alarm", dimensions, repointing)).toEqual(
    dimensions.with(2, { Name: "AutoScalingGroupName", Value: "shop-green" }),
  );
});

it("a twin does without what is null, and the report tells it", () => {
  const why = "it has none";
  expect(twinOf("group", { a: 1, b: 2, c: null }, { b: { to: null, why } })).toEqual({
    state: { a: 1 },
    report: [
      { resource: "group", field: "a", treatment: "copied", from: 1 },
      { resource: "group", field: "b", treatment: "changed", from: 2, to: null, why },
    ],
  });
});

it("the alarms that start a policy are a person's, not those that AWS makes itself", () => {
  expect(alarmNames([...live.policies, ...live.policies])).toEqual(["shop-busy"]);
});
