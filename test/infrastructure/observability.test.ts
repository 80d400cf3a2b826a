/** What the template watches exists: each metric of an alarm or a widget is one that AWS, or a function of ours, measures of something that is deployed. */
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { measuredMetrics } from "../../scripts/reference/metrics.ts";
import { textOf } from "../../scripts/reference/sources.ts";
import { deploymentStates } from "../../src/notifications/schema.ts";

/** CloudFormation's short forms stand for what they name. */
const yamlOf = (file: string) => parse(textOf(file), { logLevel: "silent", merge: true });
const { Resources } = yamlOf("infrastructure/observability.yml");
const functions = ["functions", "inventory", "notifications"].flatMap((file) =>
  Object.keys(yamlOf(`functions/${file}.yml`)),
);
const queues = ["inventory", "notifications"].flatMap((file) =>
  Object.entries<{ readonly Type: string }>(yamlOf(`infrastructure/${file}.yml`).Resources).flatMap(
    ([name, { Type }]) => (Type === "AWS::SQS::Queue" ? [name] : []),
  ),
);
const machines = Object.values<{ readonly id: string }>(yamlOf("statemachines/machines.yml")).map(({ id }) => id);

const stack = ["self:service", "self:provider.stage"].map((name) => `\${${name}}`).join("-");

/**
 * What each namespace has, and of what.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const namespaces: Readonly<
  Record<string, { readonly names: readonly string[]; readonly of: Readonly<Record<string, readonly string[]>> }>
> = {
  "AWS/Lambda": {
    names: ["Invocations", "Errors", "Throttles", "Duration"],
    of: { FunctionName: functions.map((key) => `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction`) },
  },
  "AWS/States": {
    names: [
      ...["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"],
      ...["ExecutionTime", "ExecutionThrottled"],
    ],
    of: { StateMachineArn: machines },
  },
  "AWS/SQS": {
    names: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
    of: { QueueName: queues.map((name) => `${name}.QueueName`) },
  },
  Sarcelle: {
    names: measuredMetrics().flatMap(({ name, namespace }) => (namespace === "Sarcelle" ? [name] : [])),
    of: { service: [stack], state: deploymentStates },
  },
  "Sarcelle/Inventory": {
    names: measuredMetrics().flatMap(({ name, namespace }) => (namespace === "Sarcelle/Inventory" ? [name] : [])),
    of: {},
  },
};

type Metric = readonly [namespace: string, name: string, dimensions: Readonly<Record<string, string>>];

const alarms = Object.entries<{
  readonly Type: string;
  readonly Properties: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    readonly AlarmActions: readonly string[];
    readonly AlarmDescription: string;
  };
}>(Resources)
  .filter(([, { Type }]) => Type === "AWS::CloudWatch::Alarm")
  .map(([name, { Properties }]) => ({ name, ...Properties }));

/** `...` and `.` stand for what the metric before has there: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const written = (rows: readonly (readonly unknown[])[]): readonly Metric[] => {
  let last: readonly string[] = [];
  return rows.map((row) => {
    const given = row.filter((each) => typeof each === "string");
    const whole = given[0] === "..." ? [...last.slice(0, last.length - given.length + 1), ...given.slice(1)] : given;
    last = whole.map((each, index) => (each === "." ? (last[index] ?? "") : each));
    const [namespace = "", name = "", ...pairs] = last;
    const dimensions = Object.fromEntries(
      pairs.flatMap((pair, index) =>
        index % 2 === 0 ? [[pair, (pairs[index + 1] ?? "").replace(/^\$\{([A-Z][\w.]*)\}$/, "$1")]] : [],
      ),
    );
    return [namespace, name, dimensions];
  });
};

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}
const { widgets } = JSON.parse(Resources.Dashboard.Properties.DashboardBody) as { readonly widgets: readonly Widget[] };

const shown = widgets.flatMap(({ properties: { title, metrics = [] } }) =>
  written(metrics).map((metric): [string, Metric] => [`the widget '${title}'`, metric]),
);
const watched = alarms.map(({ name, Namespace, MetricName, Dimensions }): [string, Metric] => [
  `the alarm ${name}`,
  [Namespace, MetricName, Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]))],
]);

it.each([...shown, ...watched])("%s: %j is measured", (_, [namespace, name, dimensions]) => {
  const known = namespaces[namespace];
  expect(known?.names).toContain(name);
  for (const [dimension, value] of Object.entries(dimensions)) expect(known?.of[dimension]).toContain(value);
  // A metric is its name and all of its dimensions.
  const needed = namespace === "Sarcelle" && name !== "Deployments" ? ["service"] : Object.keys(known?.of ?? {});
  expect(Object.keys(dimensions)).toEqual(needed);
});

describe("the alarms", () => {
  it.each(alarms)(
    "$name tells the topic for people, says what to do, and is shown on the dashboard",
    ({ name, ...alarm }) => {
      expect(alarm.AlarmActions).toEqual(["NotificationsTopic"]);
      expect(alarm.AlarmDescription).toMatch(/^[A-Z].{40,}\.$/);
      expect(widgets.flatMap(({ properties }) => properties.alarms ?? [])).toContain(`\${${name}.Arn}`);
    },
  );

  it("stand in the operator's page, each with what to do, and no other", () => {
    const [, table = ""] = /^### Watching Sarcelle itself$([\s\S]*?)^##/m.exec(textOf("docs/operate.md")) ?? [];
    const named = [...table.matchAll(/^\| `([\w-]+)` /gm)].map(([, name]) => name);
    const names = alarms.map((alarm) => (alarm as unknown as { AlarmName: string }).AlarmName.replace(`${stack}-`, ""));
    expect(named.toSorted()).toEqual(names.toSorted());
  });
});

it("no widget lies over another, or out of the grid", () => {
  const cells = widgets.flatMap(({ x, y, width, height }) =>
    Array.from({ length: width * height }, (_, cell) => `${x + (cell % width)} ${y + Math.floor(cell / width)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
});
