/** Measurements in the log, in CloudWatch's embedded metric format: CloudWatch makes metrics of such lines without a call. */

const namespace = "Sarcelle/Inventory";

/** Details of a log line that CloudWatch takes for metrics. A list of numbers is as many measurements. */
export const embeddedMetrics = (
  now: number,
  measured: {
    readonly [name: string]: { readonly unit: "Count" | "Milliseconds"; readonly value: number | readonly number[] };
  },
) => ({
  _aws: {
    Timestamp: Math.floor(now),
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [[]],
        Metrics: Object.entries(measured).map(([Name, { unit }]) => ({ Name, Unit: unit })),
      },
    ],
  },
  ...Object.fromEntries(Object.entries(measured).map(([name, { value }]) => [name, value])),
});
