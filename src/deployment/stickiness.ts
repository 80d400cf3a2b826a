/**
 * What keeps a client where it was. A target's own cookie (`AWSALB`, `AWSALBAPP`) is no hindrance: "if it refers to a target that was deregistered
 * or is unhealthy, the load balancer selects a new target". That of a target group (`AWSALBTG`) is one, for as long as an action names the
 * target group and keeps clients with it, at weight 0 too: once that has no targets, they get 503.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
import type { Json } from "../changes/change.ts";
import { SideBlocked } from "../errors.ts";
import { isRecord } from "../resources/described/plain.ts";
import { commandsFor } from "./runbook.ts";
import { forwardsOf, trafficOf } from "./traffic.ts";
import type { SideView, View } from "./view.ts";

/** How long a list of actions keeps a client with the target group that it met, in seconds, begun anew with each answer; undefined if it does not. */
const secondsKept = (actions: readonly Json[]): number | undefined => {
  const kept = actions.filter(isRecord).flatMap(({ ForwardConfig: config }) => {
    const stickiness = isRecord(config) ? config.TargetGroupStickinessConfig : undefined;
    return isRecord(stickiness) && stickiness.Enabled === true ? [Number(stickiness.DurationSeconds)] : [];
  });
  return kept.length === 0 ? undefined : Math.max(...kept);
};

/** The same actions, but that they name no target group of a side, and so keep nobody with it. */
const without = (actions: readonly Json[], { targetGroups }: SideView): readonly Json[] =>
  actions.map((action) => {
    if (!isRecord(action) || !isRecord(action.ForwardConfig)) return action;
    const { TargetGroupStickinessConfig: _, TargetGroups, ...config } = action.ForwardConfig;
    const named = (Array.isArray(TargetGroups) ? TargetGroups : []).filter(isRecord);
    const others = named.filter(({ TargetGroupArn }) => !targetGroups.some(({ arn }) => arn === TargetGroupArn));
    return { ...action, ForwardConfig: { ...config, TargetGroups: others } };
  });

/**
 * Production listeners and rules that keep clients with a side without traffic, each with for how long and what to type: no move of ours
 * leaves that, since its last one names the other side's target groups alone.
 */
export const bindingTo = (view: View, side: SideView): readonly string[] =>
  view.listeners.flatMap(({ kind, arn, actions }, index) => {
    const seconds = secondsKept(actions);
    const named = forwardsOf(actions).filter(({ targetGroupArn }) =>
      side.targetGroups.some((group) => group.arn === targetGroupArn),
    );
    if (seconds === undefined || named.length === 0) return [];
    const after = { actions: without(actions, side) };
    const command = commandsFor({ resource: { kind, id: arn }, before: { actions }, after }).join("; ");
    return [
      `${trafficOf(view)[index]?.where} names a target group of ${side.side} with weight ${named.map(({ weight }) => weight).join(", ")} and keeps clients with it for ${seconds} s after each answer, who get 503 once it has no targets; take it out of the action, after which nobody is bound (${command})`,
    ];
  });

/** A target group that keeps each client with one of its targets. */
export interface StickyGroup {
  readonly arn: string;
  readonly name: string;
  /** AWS's `stickiness.type`: `lb_cookie` or `app_cookie`. */
  readonly type: string;
}

const whyNotInParts = (view: View, { arn, name, type }: StickyGroup): readonly string[] => {
  // Application-based stickiness does not work with weighted target groups, says the same page.
  if (type === "app_cookie")
    return [
      `${name} keeps clients with its targets by a cookie of the application (app_cookie), which AWS does not do for shared traffic`,
    ];
  const group = view.pairs.find(({ blue, green }) => [blue.targetGroupArn, green.targetGroupArn].includes(arn));
  const forwarding = view.listeners.flatMap(({ actions }, index) => {
    const names = forwardsOf(actions).some(({ targetGroupArn }) =>
      [group?.blue.targetGroupArn, group?.green.targetGroupArn].includes(targetGroupArn),
    );
    return names && secondsKept(actions) === undefined ? [trafficOf(view)[index]?.where ?? ""] : [];
  });
  return forwarding.length === 0
    ? []
    : [
        `${name} keeps clients with its targets (${type}), and ${forwarding.join(", ")} does not keep them with one target group: AWS refuses an action that shares such traffic unless its TargetGroupStickinessConfig is enabled`,
      ];
};

/**
 * Throws `SideBlocked` if traffic cannot be moved in parts, since AWS would refuse the first one: "If you have a forward action with multiple
 * target groups, and sticky sessions are enabled for one or more of the target groups, you must enable stickiness at the target group
 * level." https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
export const refuseStickyParts = (view: View, sticky: readonly StickyGroup[]): void => {
  const why = [...new Set(sticky.flatMap((each) => whyNotInParts(view, each)))];
  if (why.length > 0)
    throw new SideBlocked(
      `Traffic cannot be moved in parts: ${why.join("; ")}. Move it at once (--strategy all-at-once), enable the stickiness of the actions, or disable that of the target groups. Nothing was changed.`,
    );
};
