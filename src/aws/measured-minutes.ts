import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { MeasuredMinutes, Minute, Span } from "../deployment/comparison.ts";
import type { View } from "../deployment/view.ts";
import { allPages } from "../resources/pages.ts";

const minuteSeconds = 60;

/**
 * The metrics of a target group behind a load balancer, by what they are here.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
const ofTraffic = [
  { id: "requests", name: "RequestCount", stat: "Sum" },
  { id: "errors", name: "HTTPCode_Target_5XX_Count", stat: "Sum" },
  { id: "p95", name: "TargetResponseTime", stat: "p95" },
] as const;
const ofHealth = [
  { id: "healthy", name: "HealthyHostCount", stat: "Minimum" },
  { id: "unhealthy", name: "UnHealthyHostCount", stat: "Maximum" },
] as const;

type Metric = (typeof ofTraffic | typeof ofHealth)[number];

/** A dimension is the end of the ARN. */
const loadBalancerDimension = (arn: string) => arn.replace(/^.*:loadbalancer\//, "");
const targetGroupDimension = (arn: string) => arn.replace(/^.*:targetgroup\//, "targetgroup/");

const queriesOf = (
  loadBalancerArn: string,
  arns: readonly string[],
  metrics: readonly Metric[],
): readonly MetricDataQuery[] =>
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

/** What was measured of each, by when. */
type Measured = (metric: Metric["id"], index: number) => ReadonlyMap<number, number>;

const measured = async (
  client: CloudWatchClient,
  MetricDataQueries: MetricDataQuery[],
  { start, end }: Span,
): Promise<Measured> => {
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
  return (metric, index) => values.get(`${metric}_${index}`) ?? new Map();
};

const byTime = <Value>(values: ReadonlyMap<number, Value>) => [...values].toSorted(([a], [b]) => a - b);

const minutesIn = (of: Measured, arns: readonly string[]): MeasuredMinutes =>
  new Map(
    arns.map((arn, index) => [
      arn,
      byTime(of("requests", index)).map(([at, requests]): Minute => {
        const p95 = of("p95", index).get(at);
        return { at, requests, errors: of("errors", index).get(at) ?? 0, ...(p95 === undefined ? {} : { p95 }) };
      }),
    ]),
  );

const targetGroupsIn = ({ sides }: View): readonly string[] =>
  [...sides.blue.targetGroups, ...sides.green.targetGroups].map(({ arn }) => arn);

/** What the load balancer measured of all target groups of both sides, minute by minute. */
export const measuredMinutes = async (client: CloudWatchClient, view: View, span: Span): Promise<MeasuredMinutes> => {
  const arns = targetGroupsIn(view);
  return minutesIn(await measured(client, [...queriesOf(view.loadBalancer.arn, arns, ofTraffic)], span), arns);
};

/** How many targets were healthy and not, where that was measured last; missing where nothing was. */
export interface MeasuredHealth {
  readonly healthy?: number;
  readonly unhealthy?: number;
}

/** The same, and how well the targets of each were when that was measured last, in the same call. */
export const measuredWithHealth = async (
  client: CloudWatchClient,
  view: View,
  span: Span,
): Promise<{ readonly minutes: MeasuredMinutes; readonly health: ReadonlyMap<string, MeasuredHealth> }> => {
  const arns = targetGroupsIn(view);
  const of = await measured(client, [...queriesOf(view.loadBalancer.arn, arns, [...ofTraffic, ...ofHealth])], span);
  const last = (metric: "healthy" | "unhealthy", index: number) => {
    const newest = byTime(of(metric, index)).at(-1);
    return newest === undefined ? {} : { [metric]: newest[1] };
  };
  const health = new Map(
    arns.map((arn, index) => [arn, { ...last("healthy", index), ...last("unhealthy", index) } as MeasuredHealth]),
  );
  return { minutes: minutesIn(of, arns), health };
};
