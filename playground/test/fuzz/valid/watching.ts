import { arnOf, type Furnished } from "../furnished.ts";
import type { Recipes } from "./recipe.ts";

const metric = { Namespace: "shop", MetricName: "Latency" };
const alarmArn = arnOf("cloudwatch", "alarm:slow");
const anHour = { StartTime: new Date(Date.UTC(2026, 0, 1)), EndTime: new Date(Date.UTC(2026, 0, 1, 1)) };

const alarm = (AlarmName: string) => ({
  AlarmName,
  ...metric,
  Statistic: "Average",
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 1.5,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
});

const dashboard = (DashboardName: string) => ({
  DashboardName,
  DashboardBody: JSON.stringify({
    widgets: [{ type: "text", x: 0, y: 0, width: 6, height: 3, properties: { markdown: "# Shop" } }],
  }),
});

const aDashboard = async ({ ask, fresh }: Furnished) => {
  const name = fresh().replaceAll(/\W/g, "-");
  await ask("monitoring", "PutDashboard", dashboard(name));
  return name;
};

export const monitoring: Recipes = {
  PutDashboard: ({ fresh }) => dashboard(fresh().replaceAll(/\W/g, "-")),
  GetDashboard: async (world) => ({ DashboardName: await aDashboard(world) }),
  ListDashboards: () => ({ DashboardNamePrefix: "sh" }),
  DeleteDashboards: async (world) => ({ DashboardNames: [await aDashboard(world)] }),
  PutMetricAlarm: ({ fresh }) => ({
    ...alarm(fresh()),
    AlarmDescription: "too slow",
    Dimensions: [{ Name: "page", Value: "home" }],
    DatapointsToAlarm: 2,
    TreatMissingData: "notBreaching",
    ActionsEnabled: true,
    Tags: [{ Key: "team", Value: "search" }],
  }),
  DescribeAlarms: () => ({ AlarmNames: ["slow"] }),
  DescribeAlarmsForMetric: () => ({ ...metric, Statistic: "Average", Period: 60 }),
  DeleteAlarms: async ({ ask, fresh }) => {
    const AlarmName = fresh();
    await ask("monitoring", "PutMetricAlarm", alarm(AlarmName));
    return { AlarmNames: [AlarmName] };
  },
  SetAlarmState: () => ({ AlarmName: "slow", StateValue: "ALARM", StateReason: "to see", StateReasonData: '{"a":1}' }),
  EnableAlarmActions: () => ({ AlarmNames: ["slow"] }),
  DisableAlarmActions: () => ({ AlarmNames: ["slow"] }),
  PutMetricData: () => ({
    Namespace: "shop",
    MetricData: [
      { MetricName: "Latency", Value: 1.5, Unit: "Seconds", Dimensions: [{ Name: "page", Value: "home" }] },
      { MetricName: "Latency", StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } },
    ],
  }),
  GetMetricData: () => ({
    ...anHour,
    MetricDataQueries: [{ Id: "m1", MetricStat: { Metric: metric, Period: 60, Stat: "Average" } }],
  }),
  GetMetricStatistics: () => ({ ...anHour, ...metric, Period: 60, Statistics: ["Average", "Maximum"] }),
  ListMetrics: () => ({ Namespace: "shop" }),
  ListTagsForResource: () => ({ ResourceARN: alarmArn }),
  TagResource: () => ({ ResourceARN: alarmArn, Tags: [{ Key: "team", Value: "search" }] }),
  UntagResource: () => ({ ResourceARN: alarmArn, TagKeys: ["team"] }),
};

const shop = { logGroupName: "/shop" };
const stream = { ...shop, logStreamName: "one" };
const resourceArn = arnOf("logs", "log-group:/shop");

const aGroup = async ({ ask, fresh }: Furnished) => {
  const logGroupName = fresh();
  await ask("logs", "CreateLogGroup", { logGroupName });
  return { logGroupName };
};

export const logs: Recipes = {
  CreateLogGroup: ({ fresh }) => ({ logGroupName: fresh(), logGroupClass: "STANDARD", tags: { team: "search" } }),
  DeleteLogGroup: aGroup,
  DescribeLogGroups: () => ({ logGroupNamePrefix: "/sh" }),
  CreateLogStream: ({ fresh }) => ({ ...shop, logStreamName: fresh() }),
  DeleteLogStream: async ({ ask, fresh }) => {
    const input = { ...shop, logStreamName: fresh() };
    await ask("logs", "CreateLogStream", input);
    return input;
  },
  DescribeLogStreams: () => ({ ...shop, orderBy: "LastEventTime", descending: true }),
  PutLogEvents: ({ world }) => ({
    ...stream,
    logEvents: [
      { timestamp: world.clock.now(), message: "hello" },
      { timestamp: world.clock.now(), message: '{"level":"error"}' },
    ],
  }),
  GetLogEvents: () => ({ ...stream, startFromHead: true, limit: 10 }),
  FilterLogEvents: () => ({ ...shop, filterPattern: "hello", limit: 10 }),
  PutRetentionPolicy: () => ({ ...shop, retentionInDays: 7 }),
  DeleteRetentionPolicy: () => shop,
  TagResource: () => ({ resourceArn, tags: { team: "search" } }),
  UntagResource: () => ({ resourceArn, tagKeys: ["team"] }),
  ListTagsForResource: () => ({ resourceArn }),
};

const Name = "management-events";

export const cloudTrail: Recipes = {
  GetEventSelectors: () => ({ TrailName: Name }),
  GetTrailStatus: () => ({ Name }),
  StartLogging: () => ({ Name }),
  StopLogging: () => ({ Name }),
};
