import { isoTime } from "../../src/clock.ts";

/** A moment for people: ISO 8601 in UTC, to the second. It is given so too, or in milliseconds since the epoch. */
export const toTheSecond = (moment: number | string): string =>
  (typeof moment === "number" ? isoTime(moment) : moment).replace(/\.\d+Z$/, "Z");
