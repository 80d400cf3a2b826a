import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { metricOf, requiredParameter } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";
import { periodsOf, statisticsPeriod } from "../period.ts";
import { basicStatistics, extendedStatistic, statisticOf } from "../statistics.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const [mostQueries, mostDatapoints] = [500, 100_800];

const invalid = (message: string) => new AwsError("ValidationError", message);

/** The queries of a request, each with what is to be measured. Throws AwsError, or NotEmulated for metric math and Metrics Insights. */
const checkedQueries = (queries: readonly MetricDataQuery[]) => {
  if (queries.length > mostQueries)
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${mostQueries}.`);
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length)
    throw invalid("The values for parameter id in MetricDataQueries are not unique.");
  return queries.map((query, index) => checkedQuery(query, `MetricDataQueries.member.${index + 1}`));
};

const checkedQuery = ({ Id = "", MetricStat, Expression, Label, ReturnData = true }: MetricDataQuery, at: string) => {
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id))
    throw invalid(`The value ${Id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
  if (Expression !== undefined && MetricStat !== undefined)
    throw invalid(
      `The parameters ${at}.Expression and ${at}.MetricStat are mutually exclusive and you have specified both.`,
    );
  if (Expression !== undefined) throw new NotEmulated(`the expression '${Expression}' in GetMetricData`);
  // AWS answers with the line break.
  if (MetricStat === undefined) throw invalid(`The parameter ${at}.MetricStat is required.\n`);
  const { Metric, Period, Stat, Unit } = MetricStat;
  const stat = requiredParameter(Stat, `${at}.MetricStat.Stat`);
  const metric = metricOf(requiredParameter(Metric, `${at}.MetricStat.Metric`));
  return {
    id: Id,
    label: Label ?? metric.name,
    returned: ReturnData,
    metric,
    unit: Unit,
    period: statisticsPeriod(requiredParameter(Period, `${at}.MetricStat.Period`), `${at}.MetricStat.Period`),
    statistic: basicStatistics.find((each) => each === stat) ?? extendedStatistic(stat, `${at}.MetricStat.Stat`),
  };
};

type Query = ReturnType<typeof checkedQuery>;

interface Point {
  readonly query: Query;
  readonly at: number;
  readonly value: number;
}

const pointsOf = ({ metrics }: CloudWatchContext, query: Query, start: number, end: number): readonly Point[] =>
  periodsOf(metrics.moments(query.metric), start, end, query.period).flatMap((at) => {
    const samples = metrics.between(query.metric, at, at + query.period, query.unit);
    const value = samples && statisticOf(samples, query.statistic);
    return value === undefined ? [] : [{ query, at, value }];
  });

/** What of a query's points stands on a page, and whether some stand on a later one. */
const result = (query: Query, onPage: readonly Point[], rest: readonly Point[]): MetricDataResult => {
  const own = onPage.filter((point) => point.query === query);
  return {
    Id: query.id,
    Label: query.label,
    Timestamps: own.map(({ at }) => new Date(at)),
    Values: own.map(({ value }) => value),
    StatusCode: rest.some((point) => point.query === query) ? "PartialData" : "Complete",
  };
};

/**
 * The newest first, unless asked otherwise; the values of a query may go on on the next page.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export const getMetricData = (cloudWatch: CloudWatchContext) =>
  operation<GetMetricDataCommandInput, GetMetricDataCommandOutput>({
    accepts: ["MetricDataQueries", "StartTime", "EndTime", "NextToken", "ScanBy", "MaxDatapoints"],
    needs: () => [{ action: "cloudwatch:GetMetricData", resource: "*" }],
    run({ MetricDataQueries, StartTime, EndTime, NextToken, ScanBy, MaxDatapoints = mostDatapoints }) {
      const queries = checkedQueries(requiredParameter(MetricDataQueries, "MetricDataQueries"));
      const [start, end] = [
        requiredParameter(StartTime, "StartTime").getTime(),
        requiredParameter(EndTime, "EndTime").getTime(),
      ];
      if (start >= end) throw invalid("The parameter StartTime must be less than the parameter EndTime.");
      const returned = queries.filter((query) => query.returned);
      const points = returned.flatMap((query) => {
        const ascending = pointsOf(cloudWatch, query, start, end);
        return ScanBy === "TimestampAscending" ? ascending : ascending.toReversed();
      });
      const { items, next } = page(points, NextToken, MaxDatapoints, cloudWatch.surroundings.pageSize);
      const lastShown = items.at(-1);
      const rest = lastShown === undefined ? [] : points.slice(points.indexOf(lastShown) + 1);
      return {
        MetricDataResults: returned.map((query) => result(query, items, rest)),
        Messages: [],
        NextToken: next,
      };
    },
  });
