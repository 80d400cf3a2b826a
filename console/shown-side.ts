/** A side as the page shows it: its share of the traffic, its release, its group, and each target with why it is as it is. */
import { leftOn } from "../src/deployment/emptying.ts";
import type { Side } from "../src/deployment/environment.ts";
import { percentByListener, type Traffic } from "../src/deployment/traffic.ts";
import { healthy, type SideView, type TargetView } from "../src/deployment/view.ts";
import type { ShownRelease, ShownSide, Target } from "./snapshot.ts";

/** A side's share of the traffic in percent; null where the listeners and rules do not agree on it, or there are none. */
export const shareOfTraffic = (traffic: Traffic, side: Side): number | null => {
  const percents = new Set(percentByListener(traffic, side).map(({ percent }) => percent));
  const [only] = percents;
  return percents.size === 1 && only !== undefined ? only : null;
};

const shownTarget = ({ id, state, reason, description }: TargetView): Target => ({
  id,
  state,
  reason:
    state === "healthy" || (reason === undefined && description === undefined)
      ? null
      : [reason, description].filter((part) => part !== undefined).join(": "),
});

/** One side; `share` is that of the traffic. */
export const shownSide = (view: SideView, share: number | null, release: ShownRelease | null): ShownSide => {
  const { side, group, targetGroups } = view;
  return {
    side,
    share,
    release,
    group: {
      name: group.name,
      min: group.min,
      desired: group.desired,
      max: group.max,
      running: group.instances.length,
    },
    launchTemplateVersion: group.launchTemplate.version,
    suspended: group.suspended,
    targetGroups: targetGroups.map((each) => ({
      name: each.name,
      healthy: healthy(each),
      targets: each.targets.map(shownTarget),
    })),
    leftToEmpty: group.desired === 0 ? leftOn(view, null).map(({ what }) => what) : [],
  };
};
