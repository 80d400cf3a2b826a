/** The time that clocks on a wall show, in a time zone: as milliseconds since the epoch of a clock that showed UTC. */

export interface WallClock {
  /** What it shows at an instant. */
  readonly at: (instant: number) => number;
  /**
   * The instant at which it shows that: the first, where it shows it twice. What it skips, since an hour is missing that day, counts by
   * how it went before.
   */
  readonly instantOf: (shown: number) => number;
}

/** Longer than a clock is away from one change of its to the next. */
const day = 86_400_000;

/** Throws `RangeError` if there is no such time zone. */
export const wallClockIn = (timeZone: string): WallClock => {
  const format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const at = (instant: number): number => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  };
  /** The instant, if the clock goes as it did, or will, at another one. */
  const asAt = (other: number, shown: number): number => shown - (at(other) - other);
  return {
    at,
    instantOf: (shown) => {
      const before = asAt(shown - day, shown);
      const after = asAt(shown + day, shown);
      return at(before) !== shown && at(after) === shown ? after : before;
    },
  };
};
