/** How late events were, of any number of them: how many took how long, so that it can be added to part by part. */

/** Milliseconds, to two digits, and how many took so long; the shortest first, in whatever order they were met. */
export type Lateness = readonly (readonly [duration: number, count: number])[];

/** With these as well. */
export const withLate = (late: Lateness, durations: readonly number[]): Lateness => {
  const counts = new Map(late);
  for (const duration of durations) {
    const rounded = Number(duration.toPrecision(2));
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  return [...counts].toSorted(([a], [b]) => a - b);
};

/** Their number, and the nearest ranks of them, in milliseconds; 0 of nothing. */
export const ranksOf = (late: Lateness): { readonly count: number; readonly p50: number; readonly p99: number } => {
  const count = late.reduce((sum, [, some]) => sum + some, 0);
  const ranked = (of: number): number => {
    let left = Math.max(1, Math.ceil((of / 100) * count));
    for (const [duration, some] of late) {
      left -= some;
      if (left <= 0) return duration;
    }
    return 0;
  };
  return { count, p50: ranked(50), p99: ranked(99) };
};
