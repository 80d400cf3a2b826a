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

const [nothing, everything] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/**
 * What is wrong with a policy's steps, in AWS's words; undefined if nothing is.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StepAdjustment.html ("There are a few rules …")
 */
export const stepsProblem = (steps: readonly StepAdjustment[]): string | undefined => {
  if (steps.length === 0) return "At least one StepAdjustment must be specified for StepScaling";
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html
  if (steps.length > 20) return "You can have at most 20 step adjustments for each step scaling policy";
  const intervals = steps
    .map((step) => [step.MetricIntervalLowerBound ?? nothing, step.MetricIntervalUpperBound ?? everything] as const)
    .toSorted(([a], [b]) => a - b);
  if (intervals.some(([lower, upper]) => lower === nothing && upper === everything))
    return "At least one of the bounds must be specified for each StepAdjustment";
  if (intervals.some(([lower, upper]) => lower >= upper))
    return "The upper bound of a StepAdjustment must be greater than the lower bound";
  const seams = intervals.slice(1).map(([lower], index) => lower - (intervals[index]?.[1] ?? lower));
  if (seams.some((gap) => gap < 0)) return "StepAdjustment intervals cannot overlap";
  if (seams.some((gap) => gap > 0)) return "StepAdjustment intervals cannot have gaps between them";
  if (intervals.every(([, upper]) => upper < everything) && intervals.some(([, upper]) => upper > 0))
    return "There must be a StepAdjustment with an unspecified upper bound when one StepAdjustment has a positive upper bound";
  if (intervals.every(([lower]) => lower > nothing) && intervals.some(([lower]) => lower < 0))
    return "There must be a StepAdjustment with an unspecified lower bound when one StepAdjustment has a negative lower bound";
  return undefined;
};
