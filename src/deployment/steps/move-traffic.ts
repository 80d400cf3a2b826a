import type { Change } from "../../changes/change.ts";
import { SideNotReady } from "../../errors.ts";
import { alarming } from "../alarms.ts";
import { neededUnits, takeBounds, withBoundsOf } from "../capacity.ts";
import { otherSide } from "../environment.ts";
import { failed, ready, type Verdict } from "../gates.ts";
import { keep, letGoOf } from "../hold.ts";
import { toRun } from "../launched.ts";
import { counterpart } from "../pairs.ts";
import { predictAs, predictNothing } from "../predictive.ts";
import { prepareForTraffic, rest } from "../processes.ts";
import { protectAs } from "../protection.ts";
import { switchGate } from "../receiving-gates.ts";
import { bothSides, idleSide, isThere, pointAt, sideThatGains, whyNothing } from "../traffic.ts";
import type { SideView, View } from "../view.ts";
import { changing, type Given, type Seen } from "./step.ts";

/** Every production listener, pointed from the active side's target group to the other side's. */
const pointListeners = (view: View): readonly Change[] => {
  const { side } = idleSide(view);
  return view.listeners.map(({ kind, arn, actions }) => ({
    resource: { kind, id: arn },
    before: { actions },
    after: { actions: pointAt(actions, (targetGroup) => counterpart(view, targetGroup, side)) },
  }));
};

/** Whether there is nothing to do; an earlier try may have moved a part of it already. */
const isDone = ({ view, planned, deployment: { to } }: Given & { readonly view: View }): boolean =>
  planned.length === 0 && isThere(view, to);

/** The side that is to get the traffic: by an earlier try's plan, since a listener may be moved already; else the idle one. */
const receiver = ({ view, planned }: Given & { readonly view: View }): SideView =>
  sideThatGains(view, planned) ?? idleSide(view);

const mayMove = ({ view, ...given }: Given & { readonly view: View }, to: SideView): Verdict =>
  switchGate(to, view.sides[otherSide(to.side)], toRun(to, given));

/** A release is watched from here on; a switch is not, and a switch has no release. */
const whyNotToBake = ({ environment, alarms, deployment: { release } }: Seen<"alarms">): string | undefined =>
  release === undefined ? undefined : alarming({ expected: environment.bake.alarms, alarms });

/**
 * Points every production listener at the other side. That side can carry what the other runs: asked before the first change at every
 * try, since what was planned some time ago may have lost its health since; and once more right before each listener, since AWS knows no
 * conditional write and the journal's may have taken seconds. MatchCapacity has waited for that; here nothing waits.
 *
 * An alarm that has gone off, or does not exist, would end the bake: a release gets no traffic then.
 *
 * The next side gets the bounds of the active one, and a minimum that holds what the traffic needs. Then it scales by itself before it
 * gets traffic, as the active one does now; then one call for each listener; then the side that lost the traffic rests, and is held no more.
 */
export const moveTraffic = changing({
  name: "MoveTraffic",
  looks: ["view", "alarms", "predictive"],
  health: (seen) => (isDone(seen) ? [] : [seen.view.sides.blue, seen.view.sides.green]),
  kinds: ["group-capacity", "group-processes", "listener", "listener-rule", "predictive-mode", "scale-in-protection"],
  plan: (seen) => {
    if (isDone(seen)) return [];
    const { active, idle } = bothSides(seen.view);
    const { predictive } = seen;
    return [
      takeBounds(idle.group, active.group),
      keep(withBoundsOf(idle.group, active.group), neededUnits(active)),
      prepareForTraffic(idle.group, active.group),
      ...protectAs(idle.group, active.group),
      ...predictAs(predictive, idle.group, active.group),
      ...pointListeners(seen.view),
      rest(active.group),
      ...predictNothing(predictive, active.group, idle.group),
      letGoOf(active.group),
    ];
  },
  gate: {
    ask: (seen) => {
      if (isDone(seen)) return ready(whyNothing(seen.deployment));
      const why = whyNotToBake(seen);
      if (why === undefined) return mayMove(seen, receiver(seen));
      return failed(seen.planned.length === 0 ? `No traffic was moved: ${why}` : why);
    },
    failure: SideNotReady,
    lastLook: (seen, change) => mayMove(seen, sideThatGains(seen.view, [change]) ?? idleSide(seen.view)),
  },
  answer: (seen) => ({ isThere: isDone(seen), said: isDone(seen) ? { reason: whyNothing(seen.deployment) } : {} }),
});
