/**
 * The new side held against the old one by what the load balancer measured of their target groups: the share of answers that are errors,
 * the time that answers take, and how many requests there are. Nothing is said of a side of which too little was measured.
 */
import { CannotBake } from "../errors.ts";
import { type Limits, tooShortBetween } from "./comparison-limits.ts";
import { plural, type Wait } from "./gates.ts";
import { allAtOnce, movesOf, type Strategy } from "./strategy.ts";
import type { SideView, View } from "./view.ts";

/** What was measured of a target group in one minute. */
export interface Minute {
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  readonly requests: number;
  /** Answers with a status of 500 or more; what AWS says nothing of were none. */
  readonly errors: number;
  /** Seconds within which 95 of 100 answers began; missing where there was none. */
  readonly p95?: number;
}

/** By the ARN of the target group. */
export type MeasuredMinutes = ReadonlyMap<string, readonly Minute[]>;

/** From `start` to `end`, which is excluded, in milliseconds since the epoch: whole minutes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const minute = 60_000;

/** Metrics come a minute late: a younger minute may not be complete. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const late = minute;

/** The whole minutes since a moment that are known by now; undefined if there is none yet. */
export const knownSince = (since: number, now: number): Span | undefined => {
  const start = Math.ceil(since / minute) * minute;
  const end = Math.floor((now - late) / minute) * minute;
  return end > start ? { start, end } : undefined;
};

/** As many whole minutes as those, right before the one in which the moment is. */
export const asLongBefore = (since: number, { start, end }: Span): Span => {
  const until = Math.floor(since / minute) * minute;
  return { start: until - (end - start), end: until };
};

interface Total {
  readonly requests: number;
  readonly errors: number;
  /** Each minute's weighs as much as it has requests; undefined where none was measured. */
  readonly p95: number | undefined;
}

const totalOf = (measured: MeasuredMinutes, arn: string, { start, end }: Span): Total => {
  const minutes = (measured.get(arn) ?? []).filter(({ at }) => at >= start && at < end);
  const timed = minutes.flatMap(({ p95, requests }) => (p95 === undefined ? [] : [{ p95, requests }]));
  const weight = timed.reduce((sum, { requests }) => sum + requests, 0);
  return {
    requests: minutes.reduce((sum, { requests }) => sum + requests, 0),
    errors: minutes.reduce((sum, { errors }) => sum + errors, 0),
    p95: weight === 0 ? undefined : timed.reduce((sum, { p95, requests }) => sum + p95 * requests, 0) / weight,
  };
};

/** What is compared with what. */
export interface Compared {
  /** The side that gets the traffic, and when what of it was measured. */
  readonly to: SideView;
  readonly span: Span;
  /** The side that loses it, and when what it is held against was measured. */
  readonly from: SideView;
  readonly against: Span;
  /** The new side's part of all requests, 0 to 1, in `span`. */
  readonly share: number;
}

/** What a comparison says. */
export interface Compares {
  /** Why the new side is worse; undefined if it is not, as far as anything was judged. */
  readonly worse: string | undefined;
  /** For each pair of target groups what was compared, in words. */
  readonly judged: readonly string[];
  /** For each pair of which too little was measured, in words. */
  readonly unjudged: readonly string[];
}

const percent = (part: number): string => `${Math.round(part * 1_000) / 10} %`;
const milliseconds = (seconds: number): string => `${Math.round(seconds * 1_000)} ms`;

/** Errors and latency, of two groups of which enough was measured. */
const worseAnswers = (limits: Limits, name: string, now: Total, then: Total): string | undefined => {
  const [rate, usual] = [now.errors / now.requests, then.errors / then.requests];
  const { errorPoints, latencyP95Percent } = limits;
  if (errorPoints !== undefined && (rate - usual) * 100 > errorPoints)
    return `${percent(rate)} of the answers of ${name} are errors (5xx), of the other side ${percent(usual)}; at most ${errorPoints} percentage points more are allowed`;
  if (latencyP95Percent === undefined || now.p95 === undefined || then.p95 === undefined) return undefined;
  return now.p95 > then.p95 * (1 + latencyP95Percent / 100)
    ? `${name} takes up to ${milliseconds(now.p95)} for 95 of 100 answers, the other side ${milliseconds(then.p95)}; at most ${latencyP95Percent} % longer is allowed`
    : undefined;
};

const inWords = (name: string, now: Total, then: Total): string =>
  [
    `${name}: ${plural(now.requests, "request")} against ${then.requests}`,
    `${percent(now.errors / now.requests)} errors against ${percent(then.errors / then.requests)}`,
    ...(now.p95 === undefined || then.p95 === undefined
      ? []
      : [`p95 ${milliseconds(now.p95)} against ${milliseconds(then.p95)}`]),
  ].join(", ");

/** Holds each target group of the new side against its counterpart. */
export const compare = (
  limits: Limits,
  { to, from, span, against, share }: Compared,
  measured: MeasuredMinutes,
): Compares => {
  const { minimumRequests, requestsPercent } = limits;
  const pairs = to.targetGroups.map((group, index) => {
    const { name, arn } = group;
    const other = from.targetGroups[index]?.arn ?? "";
    const [now, then] = [totalOf(measured, arn, span), totalOf(measured, other, against)];
    // All that there was then: the new side may have had a part of it.
    const all = then.requests + totalOf(measured, arn, against).requests;
    const due = all * share;
    if (requestsPercent !== undefined && due >= minimumRequests && now.requests < due * (1 - requestsPercent / 100))
      return {
        worse: `${name} got ${plural(now.requests, "request")}, where ${Math.round(due)} are its share; at most ${requestsPercent} % fewer are allowed`,
      };
    const fewest = Math.min(now.requests, then.requests);
    if (fewest < minimumRequests)
      return {
        unjudged: `${name} was not compared: ${plural(now.requests, "request")} against ${then.requests}, ${minimumRequests} needed of each`,
      };
    return { worse: worseAnswers(limits, name, now, then), judged: inWords(name, now, then) };
  });
  return {
    worse: pairs.find(({ worse }) => worse !== undefined)?.worse,
    judged: pairs.flatMap(({ judged }) => judged ?? []),
    unjudged: pairs.flatMap(({ unjudged }) => unjudged ?? []),
  };
};

/**
 * Throws `CannotBake` where a release, or a switch in parts, is to be compared and cannot be: its waits are too short, or the load balancer is
 * none of which AWS measures requests.
 */
export const refuseUncomparable = (
  { action, strategy = allAtOnce }: { readonly action: string; readonly strategy?: Strategy | undefined },
  { loadBalancer: { arn } }: Pick<View, "loadBalancer">,
): void => {
  if (action !== "release" && movesOf(strategy).length === 1) return;
  const short = tooShortBetween(strategy);
  if (short !== undefined)
    throw new CannotBake(
      `The strategy waits too briefly between its moves: ${short}. Nothing was changed. Wait longer, or take 'compare' out of the registration, and start again.`,
    );
  if (!arn.includes(":loadbalancer/app/"))
    throw new CannotBake(
      `The environment says 'compare', and ${arn} is no application load balancer: AWS measures no requests, errors and times of it. Nothing was changed. Take 'compare' out of the registration and start again.`,
    );
};

const nothingYet: Compares = {
  worse: undefined,
  judged: [],
  unjudged: ["nothing was compared: no whole minute is known yet"],
};

/** The minutes in which the new side has all traffic, against as many before it got that. */
export const compareWithBefore = (
  limits: Limits,
  sides: Pick<Compared, "to" | "from">,
  measured: MeasuredMinutes,
  { since, now }: Pick<Wait, "since" | "now">,
): Compares => {
  const span = knownSince(since, now);
  if (span === undefined) return nothingYet;
  return compare(limits, { ...sides, span, against: asLongBefore(since, span), share: 1 }, measured);
};

/** While both sides have traffic: the same minutes of both. */
export const compareSideBySide = (
  limits: Limits,
  sides: Pick<Compared, "to" | "from" | "share">,
  measured: MeasuredMinutes,
  { since, now }: Pick<Wait, "since" | "now">,
): Compares => {
  const span = knownSince(since, now);
  return span === undefined ? nothingYet : compare(limits, { ...sides, span, against: span }, measured);
};
