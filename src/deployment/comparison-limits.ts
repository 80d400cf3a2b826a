/** What a registration says of how much worse than the old side the new one may be. */
import * as z from "zod";
import { defaults } from "./defaults.ts";
import { strictObject } from "./schema.ts";
import { movesOf, type Strategy } from "./strategy.ts";

export const compareSchema = strictObject({
  /** At most so many percentage points more of the new side's answers may be errors (5xx) than of the old side's. */
  errorPoints: z.number().min(0).max(100).optional(),
  /** At most so many percent longer may the new side take for 95 of 100 answers. */
  latencyP95Percent: z.number().min(0).max(10_000).optional(),
  /** At most so many percent fewer requests may the new side get than its share of the traffic. */
  requestsPercent: z.number().min(0).max(99).optional(),
  /** So many requests must have been measured of each target group before anything is said of it. */
  minimumRequests: z.int().min(1).max(1_000_000).default(defaults.minimumRequests),
}).refine(
  ({ errorPoints, latencyP95Percent, requestsPercent }) =>
    [errorPoints, latencyP95Percent, requestsPercent].some((limit) => limit !== undefined),
  "expected one of errorPoints, latencyP95Percent, requestsPercent: else nothing is compared",
);

export type Limits = Readonly<z.infer<typeof compareSchema>>;

/** A shorter wait may have no whole minute that is a minute old, wherever in a minute it begins. */
const shortestComparedSeconds = 180;

/** Why nothing could be compared within a wait; undefined if it is long enough. */
export const tooShortToCompare = (what: string, waitSeconds: number): string | undefined =>
  waitSeconds >= shortestComparedSeconds
    ? undefined
    : `found ${waitSeconds}; with 'compare' expected ${shortestComparedSeconds} or more: metrics come a minute late, and a shorter ${what} may have no whole minute`;

/** Why nothing could be compared between some moves of a strategy; undefined if its waits are long enough. */
export const tooShortBetween = (strategy: Strategy): string | undefined => {
  const waits = movesOf(strategy)
    .slice(0, -1)
    .map(({ waitSeconds }) => waitSeconds);
  return waits.length === 0 ? undefined : tooShortToCompare("wait", Math.min(...waits));
};
