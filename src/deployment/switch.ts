/** Moves production traffic to the other side: pure plans. */
import type { Change } from "../changes/change.ts";
import { NotAsRegistered } from "../errors.ts";
import { otherSide } from "./environment.ts";
import { switchGate, type Verdict } from "./gates.ts";
import { prepareForTraffic, rest, resumeReplacement } from "./processes.ts";
import { activeSide, bothSides, idleSide, pointAt, sideThatGains } from "./traffic.ts";
import type { View } from "./view.ts";

/** Every production listener, pointed from the active side's target group to the other side's. */
const pointListeners = (view: View): readonly Change[] => {
  const active = activeSide(view);
  const [from, to] = [view.sides[active], view.sides[otherSide(active)]];
  const twinOf = (arn: string): string => {
    const twin = to.targetGroups[from.targetGroups.findIndex((group) => group.arn === arn)];
    if (twin === undefined)
      throw new NotAsRegistered(
        `Target group ${arn} has no counterpart on ${to.side}: the placeholder listeners of both sides must name one target group for each production listener.`,
      );
    return twin.arn;
  };
  return view.listeners.map(({ kind, arn, actions }) => ({
    resource: { kind, id: arn },
    before: { actions },
    after: { actions: pointAt(actions, twinOf) },
  }));
};

/**
 * The next side scales by itself before it gets traffic, as the active one does now, and keeps every instance it has; then one call
 * per listener; then the side that lost the traffic rests.
 */
export const shiftTraffic = (view: View): readonly Change[] => {
  const { active, idle } = bothSides(view);
  return [prepareForTraffic(idle.group, active.group), ...pointListeners(view), rest(active.group)];
};

/**
 * Whether the traffic may be moved now. Asked at every try: what was planned some time ago may have lost its health since, and one
 * listener may be moved already. `planned` is what an earlier try planned, if one did.
 */
export const shiftGate = (view: View, planned: readonly Change[]): Verdict => {
  const to = sideThatGains(view, planned) ?? idleSide(view);
  return switchGate(to, view.sides[otherSide(to.side)]);
};

/** The side that got the traffic has proved itself: it replaces unhealthy instances again. */
export const endBake = (view: View): readonly Change[] => {
  const { active, idle } = bothSides(view);
  return [resumeReplacement(active.group, idle.group)];
};
