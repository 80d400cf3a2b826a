import { SideNotReady } from "../../errors.ts";
import { neededUnits, resize, unitsOfShare } from "../capacity.ts";
import { failed, lookAgain, ready, type Verdict, type Wait, waiting } from "../gates.ts";
import { toRun } from "../launched.ts";
import { movesFor } from "../moves.ts";
import { healthyGate } from "../receiving-gates.ts";
import { bothSides, isThere, whyNothing } from "../traffic.ts";
import { type SideView, slowestIntervalSeconds } from "../view.ts";
import { zonesShort } from "../zones.ts";
import { changing, type Seen } from "./step.ts";

const isEmpty = ({ group }: SideView): boolean => group.desired === 0;

const ask = ({ view, activities, ...given }: Seen<"view" | "activities">, wait: Wait): Verdict => {
  const { environment, deployment } = given;
  if (isThere(view, deployment.to)) return ready(whyNothing(deployment));
  const { active, idle } = bothSides(view);
  if (isEmpty(idle)) return failed(`${idle.side} is empty and cannot take the traffic; deploy a release to it first.`);
  const needed = unitsOfShare(neededUnits(active), movesFor(given)[0]?.percent ?? 100);
  const launched = toRun(idle, given);
  const waited = {
    needed,
    launched,
    activities,
    unhealthySeconds: environment.timeouts.unhealthy,
  };
  const verdict = healthyGate(idle, waited, wait);
  const short =
    verdict.verdict === "ready" ? zonesShort(view, { to: idle, from: active, units: needed, launched }) : undefined;
  return short === undefined ? verdict : waiting(short, wait, lookAgain(wait, slowestIntervalSeconds(idle)));
};

/**
 * Brings the idle side up to what the traffic needs by now, and waits until what the first move needs of that answers: since the release was launched the active side
 * may have grown, and it may grow on while this waits. So each look plans anew. The bounds of the group are the switch's to take over; the
 * maximum is raised only as far as the size needs it.
 */
export const matchCapacity = changing({
  name: "MatchCapacity",
  looks: ["view", "activities"],
  unlessReady: ["activities"],
  health: ({ view, deployment: { to } }) => (isThere(view, to) ? [] : [view.sides.blue, view.sides.green]),
  healthChecks: true,
  kinds: ["group-capacity"],
  again: true,
  plan: ({ view, deployment: { to } }) => {
    const { active, idle } = bothSides(view);
    const needed = neededUnits(active);
    if (isThere(view, to) || isEmpty(idle) || idle.group.desired >= needed) return [];
    return [resize(idle.group, { ...idle.group, max: Math.max(idle.group.max, needed), desired: needed })];
  },
  gate: { ask, failure: SideNotReady, deadlineSeconds: ({ environment: { timeouts } }) => timeouts.healthy },
});
