/** How a piece of the page ages: what could not be read anew keeps what it had, says why, and greys once it is too old to be relied on. */
import { isoTime } from "../src/clock.ts";
import type { Panel } from "./snapshot.ts";

/** A panel of which nothing was read yet. */
export const unread: Panel<never> = { value: null, asOf: null, trouble: null, stale: false };

/** The panel of what was read just now. */
export const asRead = <Value>(value: Value, now: number): Panel<Value> => ({
  value,
  asOf: isoTime(now),
  trouble: null,
  stale: false,
});

/** The panel after it could not be read: with what it had, and why it has nothing newer. */
export const troubled = <Value>(panel: Panel<Value>, trouble: string): Panel<Value> => ({ ...panel, trouble });

/** How many of its periods what is shown may be old, where it could not be read since. */
const periodsUntilStale = 3;

/** The panel as it is by now, if it is read every `period` milliseconds of the world. What is not read at all, since nothing happens to it, does not age. */
export const aged = <Value>(panel: Panel<Value>, now: number, period: number): Panel<Value> => {
  const stale =
    panel.trouble !== null && (panel.asOf === null || now - Date.parse(panel.asOf) > periodsUntilStale * period);
  return panel.stale === stale ? panel : { ...panel, stale };
};

/** The panel with something else made of its value. */
export const shownAs = <Value, Shown>(panel: Panel<Value>, show: (value: Value) => Shown): Panel<Shown> => ({
  ...panel,
  value: panel.value === null ? null : show(panel.value),
});
