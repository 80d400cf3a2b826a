/**
 * Looks while AWS throttles: whoever waits looks less often then, and later than others, so that those who move traffic or undo something
 * get what AWS lets through. Nobody is told to: each sees by its own calls that there are too many.
 */
import { untilOf, type Verdict, type VerdictAnswer, type Wait, waited } from "./gates.ts";

/** Between two looks of which the first was cut short, in seconds; as much again at most, so that those who were are spread. */
const laterSeconds = 20;

/** No look that got its answers is put off to more than so many seconds. */
const longestSeconds = 60;

/** Whether a wait has lasted as long as it may, or there is none. */
export const isOver = (wait: Wait): boolean => waited(wait) >= wait.deadlineSeconds;

/**
 * What a look comes to that AWS throttled, as `said`: nothing is known, so the wait goes on, in words. Undefined once the deadline is over:
 * then the look is one that has to get through. `spread` is from 0 to 1.
 */
export const throttledLook = (said: string, wait: Wait, spread: number): Verdict | undefined =>
  isOver(wait)
    ? undefined
    : {
        verdict: "not ready",
        reason: `${said} What AWS lets through is shared by all deployments of the account, the inventory and whoever else asks: this look is made later.`,
        lookAgainInSeconds: Math.ceil(laterSeconds * (1 + spread)),
        until: untilOf(wait),
      };

/**
 * The answer of a look, `tries` of whose calls AWS throttled before they came through: the next one is so much later, and spread. The end of
 * the wait is not missed by more than that.
 */
export const lookingLater = (answer: VerdictAnswer, tries: number, wait: Wait, spread: number): VerdictAnswer => {
  const { lookAgainInSeconds: soon } = answer;
  if (answer.verdict === "ready" || tries === 0) return answer;
  const later = Math.min(longestSeconds, soon * Math.min(1 + tries, 4)) * (1 + spread / 2);
  const atTheEnd = (untilOf(wait) - wait.now) / 1_000 + 10 * spread;
  return { ...answer, lookAgainInSeconds: Math.max(soon, Math.ceil(Math.min(later, Math.max(soon, atTheEnd)))) };
};
