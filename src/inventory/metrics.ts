/** Measurements in the log, in CloudWatch's embedded metric format: CloudWatch makes metrics of such lines without a call. */

const namespace = "Sarcelle/Inventory";

/** "Numeric array metric targets MUST NOT have more than 100 members" (the format's specification): CloudWatch drops the whole line. */
const mostValues = 100;

interface Measured {
  readonly [name: string]: { readonly unit: "Count" | "Milliseconds"; readonly value: number | readonly number[] };
}

const isMeasured = (value: number | readonly number[]): boolean => typeof value === "number" || value.length > 0;

/** What a line may hold of what was measured, and what is left for the next. */
const parted = (measured: Measured): readonly [line: Measured, rest: Measured] => {
  const all = Object.entries(measured).filter(([, { value }]) => isMeasured(value));
  const part = (cut: (values: readonly number[]) => readonly number[]) => (entry: (typeof all)[number]) => {
    const [name, { unit, value }] = entry;
    return [name, { unit, value: typeof value === "number" ? value : cut(value) }] as const;
  };
  const lists = all.filter(([, { value }]) => typeof value !== "number" && value.length > mostValues);
  return [
    Object.fromEntries(all.map(part((values) => values.slice(0, mostValues)))),
    Object.fromEntries(lists.map(part((values) => values.slice(mostValues)))),
  ];
};

const detailsOf = (now: number, measured: Measured) => ({
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

/**
 * Details of as many log lines as it takes, one at least, which CloudWatch takes for metrics. A list of numbers is as many measurements;
 * an empty one none.
 */
export const embeddedMetrics = (
  now: number,
  measured: Measured,
): readonly [ReturnType<typeof detailsOf>, ...ReturnType<typeof detailsOf>[]] => {
  const [line, rest] = parted(measured);
  return [detailsOf(now, line), ...(Object.keys(rest).length === 0 ? [] : embeddedMetrics(now, rest))];
};
