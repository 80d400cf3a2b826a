/** What a thing took, in milliseconds: of the processor, and on the clock on the wall. */
export interface TimeTaken {
  readonly cpu: number;
  readonly wall: number;
}

/** How many there are in a second of a processor, and in a second of all of them, by the median of what several took. */
export interface Speed {
  readonly perSecondOfCpu: number;
  readonly perSecond: number;
  readonly median: TimeTaken;
}

/** The middle one; of an even number the mean of the two in the middle. */
export const medianOf = (values: readonly number[]): number => {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length / 2;
  return ((ordered[Math.ceil(middle) - 1] ?? Number.NaN) + (ordered[Math.floor(middle)] ?? Number.NaN)) / 2;
};

/** `processes`: how many were at work at once. */
export const speedOf = (taken: readonly TimeTaken[], processes: number): Speed => {
  const [cpu, wall] = [medianOf(taken.map((each) => each.cpu)), medianOf(taken.map((each) => each.wall))];
  return { perSecondOfCpu: 1_000 / cpu, perSecond: (1_000 / wall) * processes, median: { cpu, wall } };
};
