/** What time it was in a world at a moment of the machine's: a world that cannot keep up falls behind, more and more, or less again. */

/** The world's time at a moment of the machine's, both in milliseconds since the epoch. */
export interface WorldTime {
  readonly here: number;
  readonly world: number;
}

/** The world's time then, between the two moments that are known around it; before the first and after the last it goes with the machine's. */
export const worldAt = (known: readonly WorldTime[], here: number): number => {
  const next = known.findIndex((moment) => moment.here >= here);
  const [before, after] = [known[(next === -1 ? known.length : next) - 1], known[next]];
  if (before === undefined && after === undefined) throw new TypeError("No moment is known.");
  if (before === undefined || after === undefined) {
    const nearest = (before ?? after) as WorldTime;
    return nearest.world + here - nearest.here;
  }
  return before.world + ((here - before.here) / (after.here - before.here)) * (after.world - before.world);
};
