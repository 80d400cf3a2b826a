import type { MetricDatum, PutMetricDataCommandInput, PutMetricDataCommandOutput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { metricOf } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";
import { type Aggregate, combined, samplesOf } from "../statistics.ts";

/** What EC2 measures on AWS and nothing measures here, but that target tracking knows. */
const unmeasured = ["CPUUtilization", "NetworkIn", "NetworkOut"];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const [mostData, mostValues] = [1000, 150];

const invalidValue = (message: string) => new AwsError("InvalidParameterValueException", message);

/** AWS's own namespaces are closed, but for what AWS would measure itself and the playground cannot: instances' use of CPU and network. */
const checkNamespace = (namespace: string | undefined, data: readonly MetricDatum[]): void => {
  const stood = namespace === "AWS/EC2" && data.every(({ MetricName = "" }) => unmeasured.includes(MetricName));
  if (namespace?.startsWith("AWS/") === true && !(stood && data.length > 0))
    throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
};

/** Refuses a datum that contradicts itself. Values beside StatisticValues are taken, as recorded. */
const checkDatum = ({ Value, Values, Counts, StatisticValues }: MetricDatum, at: string): void => {
  const beside = Values !== undefined ? "Values" : StatisticValues !== undefined ? "StatisticValues" : undefined;
  if (Value !== undefined && beside !== undefined)
    throw new AwsError(
      "InvalidParameterCombinationException",
      `The parameters ${at}.Value and ${at}.${beside} are mutually exclusive and you have specified both.`,
    );
  if (Counts !== undefined && Counts.length !== (Values ?? []).length)
    throw invalidValue(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  if ((Values ?? []).length > mostValues)
    throw invalidValue(`The collection ${at}.Values must not have a size greater than ${mostValues}.`);
};

/** The samples in one datum: a value, a set of statistics, or values with their counts. */
const samplesIn = ({ Value, StatisticValues, Values, Counts }: MetricDatum): Aggregate => {
  if (Value !== undefined) return samplesOf(Value);
  if (StatisticValues !== undefined) {
    const { SampleCount: count = 0, Sum: sum = 0, Minimum: minimum = 0, Maximum: maximum = 0 } = StatisticValues;
    return { count, sum, minimum, maximum, values: undefined };
  }
  const total = (Values ?? []).reduce<Aggregate | undefined>(
    (sum, value, index) => combined(sum, samplesOf(value, Counts?.[index])),
    undefined,
  );
  if (total === undefined)
    throw new AwsError("MissingRequiredParameterException", "A datum must have Value, Values or StatisticValues.");
  return total;
};

/**
 * All data of the request, or none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const putMetricData = ({ surroundings: { clock }, metrics }: CloudWatchContext) =>
  operation<PutMetricDataCommandInput, PutMetricDataCommandOutput>({
    accepts: ["Namespace", "MetricData"],
    needs: () => [{ action: "cloudwatch:PutMetricData", resource: "*" }],
    run({ Namespace, MetricData = [] }) {
      checkNamespace(Namespace, MetricData);
      if (MetricData.length > mostData)
        throw invalidValue(`The collection MetricData must not have a size greater than ${mostData}.`);
      const data = MetricData.map((datum, index) => {
        checkDatum(datum, `MetricData.member.${index + 1}`);
        return { metric: metricOf({ ...datum, Namespace }), datum, samples: samplesIn(datum) };
      });
      for (const { metric, datum, samples } of data)
        metrics.add(metric, datum.Timestamp?.getTime() ?? clock.now(), samples, datum.Unit);
      return {};
    },
  });
