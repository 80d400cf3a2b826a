import { AwsError } from "../../world/aws-error.ts";

/** Milliseconds of a period that statistics can be asked for. */
export const statisticsPeriod = (seconds: number, parameter: string): number => {
  if (![1, 5, 10, 20, 30].includes(seconds) && (seconds <= 0 || seconds % 60 !== 0))
    throw new AwsError(
      "InvalidParameterValueException",
      `The parameter ${parameter} must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.`,
    );
  return seconds * 1000;
};

/**
 * The beginnings of the periods, from the one of `start` on and before `end`, in which one of the moments is: there may be years of
 * minutes between them.
 */
export const periodsOf = (
  moments: readonly number[],
  start: number,
  end: number,
  period: number,
): readonly number[] => {
  const first = firstPeriod(start, period);
  const begun = moments.filter((at) => at >= first).map((at) => first + Math.floor((at - first) / period) * period);
  return [...new Set(begun)].filter((at) => at < end).toSorted((a, b) => a - b);
};

const firstPeriod = (start: number, period: number): number => {
  const rounding = Math.min(period, 60_000);
  return Math.floor(start / rounding) * rounding;
};

/** The beginnings of the periods from `start` to `end` (excluded): "Round down to the nearest whole minute", or to a shorter period. */
export const periodsBetween = (start: number, end: number, period: number): readonly number[] => {
  const first = firstPeriod(start, period);
  return Array.from({ length: Math.max(0, Math.ceil((end - first) / period)) }, (_, index) => first + index * period);
};
