import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { MeasuredMinutes, Minute, Span } from "../deployment/comparison.ts";
import type { View } from "../deployment/view.ts";
import { allPages } from "../resources/pages.ts";

const minuteSeconds = 60;

/**
 * The metrics of a target group behind a load balancer, by what they are here.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
const metrics = [
  { id: "requests", name: "RequestCount", stat: "Sum" },
  { id: "errors", name: "HTTPCode_Target_5XX_Count", stat: "Sum" },
  { id: "p95", name: "TargetResponseTime", stat: "p95" },
] as const;

type Metric = (typeof metrics)[number]["id"];

/** A dimension is the end of the ARN. */
const loadBalancerDimension = (arn: string) => arn.replace(/^.*:loadbalancer\//, "");
const targetGroupDimension = (arn: string) => arn.replace(/^.*:targetgroup\//, "targetgroup/");

const queriesOf = (loadBalancerArn: string, arns: readonly string[]): readonly MetricDataQuery[] =>
  arns.flatMap((arn, index) =>
    metrics.map(({ id, name, stat }) => ({
      Id: `${id}_${index}`,
      MetricStat: {
        Metric: {
          Namespace: "AWS/ApplicationELB",
          MetricName: name,
          Dimensions: [
            { Name: "LoadBalancer", Value: loadBalancerDimension(loadBalancerArn) },
            { Name: "TargetGroup", Value: targetGroupDimension(arn) },
          ],
        },
        Period: minuteSeconds,
        Stat: stat,
      },
    })),
  );

/** What the load balancer measured of all target groups of both sides, minute by minute. */
export const measuredMinutes = async (
  client: CloudWatchClient,
  view: View,
  { start, end }: Span,
): Promise<MeasuredMinutes> => {
  const arns = [...view.sides.blue.targetGroups, ...view.sides.green.targetGroups].map(({ arn }) => arn);
  const MetricDataQueries = [...queriesOf(view.loadBalancer.arn, arns)];
  const [StartTime, EndTime] = [new Date(start), new Date(end)];
  // The values of one query may stand on several pages.
  const results = await allPages(async (NextToken) => {
    const answer = await client.send(new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime, NextToken }));
    return [answer.MetricDataResults ?? [], answer.NextToken];
  });
  const values = new Map<string, Map<number, number>>();
  for (const { Id = "", Timestamps = [], Values = [] } of results) {
    const known = values.get(Id) ?? new Map<number, number>();
    values.set(Id, known);
    for (const [index, at] of Timestamps.entries()) known.set(at.getTime(), Values[index] ?? 0);
  }
  const of = (metric: Metric, index: number) => values.get(`${metric}_${index}`);
  return new Map(
    arns.map((arn, index) => [
      arn,
      [...(of("requests", index) ?? [])]
        .toSorted(([a], [b]) => a - b)
        .map(([at, requests]): Minute => {
          const p95 = of("p95", index)?.get(at);
          return { at, requests, errors: of("errors", index)?.get(at) ?? 0, ...(p95 === undefined ? {} : { p95 }) };
        }),
    ]),
  );
};
