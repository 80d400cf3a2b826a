/**
 * The gates: pure checks before and after each step. A gate answers in words: ready, not ready yet (and when to look again), or
 * failed. Times are in milliseconds since the epoch, durations in seconds where the name says so.
 */
import { FrozenMeanwhile } from "../errors.ts";
import { alarming, notOk, notWatching, type RegisteredAlarms } from "./alarms.ts";
import { answeringIn, answeringUnits, unitsOfShare } from "./capacity.ts";
import { ownMinimum } from "./hold.ts";
import { type SideView, slowestIntervalSeconds, type TargetGroupView } from "./view.ts";

export type Verdict =
  | { readonly verdict: "ready"; readonly reason: string }
  | {
      readonly verdict: "not ready";
      readonly reason: string;
      readonly lookAgainInSeconds: number;
      /** When the wait is over, in milliseconds since the epoch, where it has a deadline. */
      readonly until?: number;
    }
  | {
      readonly verdict: "failed";
      readonly reason: string;
      /** The error by which the machine knows that, where it is not the gate's own. */
      readonly failure?: new (
        message: string,
      ) => Error;
    };

/** It may go on; the reason says what was seen. */
export const ready = (reason: string): Verdict => ({ verdict: "ready", reason });
/** It never will, or not in time. */
export const failed = (reason: string): Verdict => ({ verdict: "failed", reason });
/** Not now: a freeze window is open, or opens too soon. */
export const frozen = (reason: string): Verdict => ({ verdict: "failed", reason, failure: FrozenMeanwhile });

/** A verdict as a state of the machine answers it: a choice reads `verdict`, a wait `lookAgainInSeconds`, a person `reason`. */
export interface VerdictAnswer {
  readonly verdict: "ready" | "not ready";
  readonly reason: string;
  /** 0 if it is ready. */
  readonly lookAgainInSeconds: number;
  /** When the wait is over (ISO 8601), while it lasts and where it has a deadline. */
  readonly until?: string;
}

/** The verdict as a state's answer; a failed one is thrown, as the error that the state machine knows it by. */
export const orFail = (verdict: Verdict, Failure: new (message: string) => Error): VerdictAnswer => {
  if (verdict.verdict === "failed") throw new (verdict.failure ?? Failure)(verdict.reason);
  if (verdict.verdict === "ready") return { ...verdict, lookAgainInSeconds: 0 };
  const { until, ...waits } = verdict;
  return until === undefined ? waits : { ...waits, until: new Date(until).toISOString() };
};

/** A wait, as a look at it sees it. */
export interface Wait {
  readonly since: number;
  readonly now: number;
  readonly deadlineSeconds: number;
}

/** How long a wait lasts by now, in seconds. */
export const waited = ({ since, now }: Wait) => Math.round((now - since) / 1_000);

/** When a wait is over, in milliseconds since the epoch. */
export const untilOf = ({ since, deadlineSeconds }: Wait): number => since + deadlineSeconds * 1_000;

/** Not yet; once the deadline is over, failed with the same reason. */
export const waiting = (reason: string, wait: Wait, lookAgainInSeconds: number): Verdict =>
  waited(wait) >= wait.deadlineSeconds
    ? failed(`${reason} after ${waited(wait)} s; the deadline is ${wait.deadlineSeconds} s.`)
    : { verdict: "not ready", reason: `${reason}.`, lookAgainInSeconds, until: untilOf(wait) };

/**
 * No look sooner than that, in seconds: every look costs API calls that all environments of the account share, and about nine events
 * of the 25,000 that an execution's history may have. From ten minutes on a wait looks each half minute, and from five hours on each five.
 */
export const rarely = (elapsed: number): number =>
  elapsed < 600 ? 0 : Math.min(300, Math.max(30, Math.ceil(elapsed / 60)));

/** When to look again: soon at first, then about as often as the answer can change (the health-check interval), and rarely once the wait is long. */
export const lookAgain = (wait: Wait, changesEverySeconds: number): number => {
  const elapsed = waited(wait);
  if (elapsed < changesEverySeconds * 2) return Math.max(2, Math.ceil(changesEverySeconds / 2));
  return Math.max(changesEverySeconds, rarely(elapsed));
};

/**
 * When to look again while nothing is waited for but the end of a time: as often as the answer can change, and in a long
 * wait rarely.
 */
export const watchAgain = (wait: Wait, changesEverySeconds: number): number => {
  const remaining = Math.ceil(wait.deadlineSeconds - (wait.now - wait.since) / 1_000);
  return Math.max(1, Math.min(remaining, Math.max(changesEverySeconds, rarely(waited(wait)))));
};

/** So many of something, in words. */
export const plural = (count: number, noun: string, ending = "s") => `${count} ${noun}${count === 1 ? "" : ending}`;

/** What AWS says of the first target of a group that fails its checks. */
export const unhealthyReason = (group: TargetGroupView): string => {
  const target = group.targets.find((each) => each.state === "unhealthy");
  return target === undefined ? "" : (target.description ?? target.reason ?? "");
};

/** A side with traffic has the health that it needs: at least its share of its own minimum, and never none. */
export const carryingGate = (active: SideView, percent = 100): Verdict => {
  const needed = unitsOfShare(ownMinimum(active.group), percent);
  const short = active.targetGroups.find((group) => answeringIn(active, group) < needed);
  return short === undefined
    ? ready(`${active.side} carries the traffic: at least ${answeringUnits(active)} healthy in every target group`)
    : failed(
        `${active.side} lost its health under traffic: ${short.name} has ${answeringIn(active, short)} healthy of ${plural(short.targets.length, "target")}, at least ${needed} needed (${unhealthyReason(short)})`,
      );
};

const inBrackets = (said: string): string => (said === "" ? "" : ` (${said})`);

/**
 * The bake: the side with the traffic stays fit and no alarm goes off until the time is over. A registered alarm that does not
 * exist is a failure: it would never go off.
 */
export const bakeGate = (active: SideView, registered: RegisteredAlarms, wait: Wait): Verdict => {
  const elapsed = (wait.now - wait.since) / 1_000;
  const isOver = elapsed >= wait.deadlineSeconds;
  const why = isOver ? notOk(registered) : alarming(registered);
  if (why !== undefined) return failed(why);
  const carrying = carryingGate(active);
  if (carrying.verdict !== "ready") return carrying;
  if (isOver)
    return ready(
      `${active.side} carried the traffic for ${Math.round(elapsed)} s without an alarm${inBrackets(notWatching(registered.alarms))}`,
    );
  return {
    verdict: "not ready",
    reason: `baking ${active.side}.`,
    lookAgainInSeconds: watchAgain(wait, slowestIntervalSeconds(active)),
    until: untilOf(wait),
  };
};
