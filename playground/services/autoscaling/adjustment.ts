import type { StepAdjustment } from "@aws-sdk/client-auto-scaling";

export const adjustmentTypes = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"] as const;

/** How a simple or step scaling policy moves the capacity. */
export interface Adjustment {
  readonly type: (typeof adjustmentTypes)[number];
  readonly by: number;
  readonly atLeast: number;
}

/** "Values greater than 1 are rounded down, between 0 and 1 to 1, between 0 and -1 to -1, less than -1 up." */
const rounded = (change: number): number => (Math.abs(change) < 1 ? Math.sign(change) : Math.trunc(change));

/**
 * The capacity that an adjustment asks for, before the group's bounds.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html#as-scaling-adjustment
 */
export const adjusted = (capacity: number, { type, by, atLeast }: Adjustment): number => {
  switch (type) {
    case "ExactCapacity":
      return by;
    case "ChangeInCapacity":
      return capacity + by;
    case "PercentChangeInCapacity": {
      const change = rounded((capacity * by) / 100);
      return capacity + Math.sign(by) * Math.max(Math.abs(change), atLeast);
    }
  }
};

/** The step for a breach: above the threshold the lower bound is inclusive, below it the upper bound is. */
export const stepFor = (steps: readonly StepAdjustment[], breach: number): StepAdjustment | undefined =>
  steps.find(({ MetricIntervalLowerBound, MetricIntervalUpperBound }) => {
    const lower = MetricIntervalLowerBound ?? Number.NEGATIVE_INFINITY;
    const upper = MetricIntervalUpperBound ?? Number.POSITIVE_INFINITY;
    return breach >= 0 && lower >= 0 ? lower <= breach && breach < upper : lower < breach && breach <= upper;
  });

const overlap = (one: StepAdjustment, other: StepAdjustment): boolean =>
  (one.MetricIntervalLowerBound ?? Number.NEGATIVE_INFINITY) <
    (other.MetricIntervalUpperBound ?? Number.POSITIVE_INFINITY) &&
  (other.MetricIntervalLowerBound ?? Number.NEGATIVE_INFINITY) <
    (one.MetricIntervalUpperBound ?? Number.POSITIVE_INFINITY);

/** What is wrong with a policy's steps, in words; undefined if nothing is. */
export const stepsProblem = (steps: readonly StepAdjustment[]): string | undefined => {
  if (steps.length === 0) return "At least one StepAdjustment must be specified for StepScaling";
  for (const [index, step] of steps.entries()) {
    const { MetricIntervalLowerBound: lower, MetricIntervalUpperBound: upper } = step;
    if (lower === undefined && upper === undefined && steps.length > 1)
      return "At least one of the bounds must be specified for each StepAdjustment";
    if (lower !== undefined && upper !== undefined && lower >= upper)
      return "The upper bound of a StepAdjustment must be greater than the lower bound";
    if (steps.slice(index + 1).some((other) => overlap(step, other))) return "StepAdjustment intervals can't overlap";
  }
  return undefined;
};
