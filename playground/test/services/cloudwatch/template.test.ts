import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from "@aws-sdk/client-cloudwatch";
import { expect, it, onTestFinished } from "vitest";
import { startWorld } from "../cloudformation/world.ts";

const topic = { Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "people" } } };
const stackOf = (Threshold: number | string, DashboardBody: string) => ({
  Resources: {
    ...topic,
    Errors: {
      Type: "AWS::CloudWatch::Alarm",
      Properties: {
        AlarmName: "errors",
        ...{ Namespace: "AWS/Lambda", MetricName: "Errors", Dimensions: [{ Name: "FunctionName", Value: "greet" }] },
        ...{ Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold },
        ...{ ComparisonOperator: "GreaterThanOrEqualToThreshold", AlarmActions: [{ Ref: "Topic" }] },
      },
    },
    Overview: { Type: "AWS::CloudWatch::Dashboard", Properties: { DashboardName: "overview", DashboardBody } },
  },
});

it("alarms and dashboards of a template are made, changed and deleted with their stack", async () => {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  const client = new CloudWatchClient(world.connection);
  const told = async () => {
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
    const { DashboardEntries = [] } = await client.send(new ListDashboardsCommand({}));
    return [
      ...MetricAlarms.map(({ AlarmName, Threshold, AlarmActions }) => `${AlarmName} ${Threshold} ${AlarmActions}`),
      ...DashboardEntries.map(({ DashboardName, Size }) => `${DashboardName} ${Size}`),
    ];
  };
  await world.deploy("web", stackOf("1", '{"widgets":[]}'));
  const arn = "arn:aws:sns:eu-west-1:123456789012:people";
  expect(await told()).toEqual([`errors 1 ${arn}`, "overview 14"]);
  await world.deploy("web", stackOf(2, '{"widgets": []}'), "UPDATE");
  expect(await told()).toEqual([`errors 2 ${arn}`, "overview 15"]);
  await world.deploy("web", { Resources: topic }, "UPDATE");
  expect(await told()).toEqual([]);
});
