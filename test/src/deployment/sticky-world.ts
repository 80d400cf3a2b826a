/** Actions that keep clients with a target group, for tests of decisions. */
import type { Json } from "../../../src/changes/change.ts";
import type { View } from "../../../src/deployment/view.ts";
import { healthyTargets, side, view } from "./world.ts";

/** Forwards to target groups, by name and weight, and keeps clients so. */
export const forward = (
  groups: Readonly<Record<string, number>>,
  stickiness: { readonly [name: string]: Json } | undefined,
): Json => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: Object.entries(groups).map(([name, Weight]) => ({ TargetGroupArn: `arn:tg/${name}`, Weight })),
    ...(stickiness === undefined ? {} : { TargetGroupStickinessConfig: stickiness }),
  },
});
/** Clients are kept for an hour. */
export const kept = { Enabled: true, DurationSeconds: 3_600 };

/** Both sides are up. */
export const world = view("blue", side("blue", healthyTargets(4)), side("green", healthyTargets(4)));
/** The same, whose first listener does that. */
export const seeing = (...action: Parameters<typeof forward>): View => ({
  ...world,
  listeners: world.listeners.map((each, index) => (index === 0 ? { ...each, actions: [forward(...action)] } : each)),
});
