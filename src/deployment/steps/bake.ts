import type { Json } from "../../changes/change.ts";
import { BakeFailed } from "../../errors.ts";
import { alarmsOfBake } from "../alarms.ts";
import { checksGate } from "../checks.ts";
import { type Compares, compareWithBefore } from "../comparison.ts";
import { twoSided } from "../environment.ts";
import { bakeGate, failed, type Verdict, type Wait } from "../gates.ts";
import { bothSides } from "../traffic.ts";
import { looking, type Seen } from "./step.ts";

type Baking = Seen<"view" | "alarms" | "checking" | "measured">;

/** The side with the traffic against the other one before; undefined where nothing is to be compared. */
const comparison = ({ view, environment, measured }: Baking, wait: Wait): Compares | undefined => {
  const { active: to, idle: from } = bothSides(view);
  const { compare: limits } = twoSided(environment);
  return limits && compareWithBefore(limits, { to, from }, measured, wait);
};

/** How long it is baked hangs on the alarms and the side's health; how well it does, on its checks and what was measured of it. */
const ask = (seen: Baking, wait: Wait): Verdict => {
  const { active } = bothSides(seen.view);
  const baked = bakeGate(active, alarmsOfBake(seen.environment, seen.alarms), wait);
  if (baked.verdict === "failed") return baked;
  const checked = checksGate(seen.checking);
  if (checked.verdict === "failed") return failed(`${active.side} fails its checks under traffic: ${checked.reason}`);
  const worse = comparison(seen, wait)?.worse;
  if (worse !== undefined) return failed(`${active.side} is worse under traffic: ${worse}.`);
  return checked.verdict === "ready" ? baked : { ...baked, ...checked };
};

/**
 * One look at the release under traffic: do all listeners reach it, is the side fit, is every alarm quiet, does it pass its checks, is it no
 * worse than the side before it, and is the bake time over? The checks are called once the traffic has moved, and once that time is over.
 */
export const bake = looking({
  name: "Bake",
  looks: ["view", "alarms", "checking", "measured"],
  health: ({ view }) => [bothSides(view).active],
  healthChecks: true,
  gate: {
    ask,
    failure: BakeFailed,
    deadlineSeconds: ({ environment }) => environment.bake.seconds,
  },
  // Without a wait, as in a preview, nothing has been measured.
  answer: (seen, wait = { since: 0, now: 0, deadlineSeconds: 0 }): { readonly passed: number; readonly said: Json } => {
    const { before, answers } = seen.checking;
    const compares = comparison(seen, wait);
    return {
      passed: before + answers.length,
      said: compares === undefined ? {} : { compared: [...compares.judged, ...compares.unjudged] },
    };
  },
  answerUnseen: (passed) => ({ passed, said: {} }),
});
