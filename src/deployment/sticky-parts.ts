/** Traffic that moves in parts while target groups keep clients with their targets. */
import type { Json } from "../changes/change.ts";
import { SideBlocked } from "../errors.ts";
import { isRecord } from "../resources/described/plain.ts";
import { forwardsOf, trafficOf } from "./traffic.ts";
import type { StickyGroup, View } from "./view.ts";

/** How long a list of actions keeps a client with the target group that it met, in seconds, begun anew with each answer; undefined if it does not. */
export const secondsKept = (actions: readonly Json[]): number | undefined => {
  const kept = actions.filter(isRecord).flatMap(({ ForwardConfig: config }) => {
    const stickiness = isRecord(config) ? config.TargetGroupStickinessConfig : undefined;
    return isRecord(stickiness) && stickiness.Enabled === true ? [Number(stickiness.DurationSeconds)] : [];
  });
  return kept.length === 0 ? undefined : Math.max(...kept);
};

/** The sticky target groups that a list of actions would name while traffic is shared: those that it names, and their counterparts. */
const stickyIn = (
  { pairs }: View,
  actions: readonly Json[],
  sticky: readonly StickyGroup[],
): readonly StickyGroup[] => {
  const named = forwardsOf(actions).map(({ targetGroupArn }) => targetGroupArn);
  const sharing = pairs
    .map(({ blue, green }) => [blue.targetGroupArn, green.targetGroupArn])
    .filter((both) => both.some((arn) => named.includes(arn)))
    .flat();
  return sticky.filter(({ arn }) => sharing.includes(arn));
};

/**
 * For how long an action must keep a client with the target group that it meets while it shares traffic, in seconds; undefined if it need not, or
 * does already: "If you have a forward action with multiple target groups, and sticky sessions are enabled for one or more of the target
 * groups, you must enable stickiness at the target group level." As long as the target groups do; both may last from 1 second to 7 days.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
export const secondsToKeep = (view: View, actions: readonly Json[]): number | undefined => {
  const sticky = stickyIn(view, actions, view.loadBalancer.sticky ?? []);
  return sticky.length === 0 || secondsKept(actions) !== undefined
    ? undefined
    : Math.max(...sticky.map(({ seconds }) => seconds));
};

/** What a move in parts does for its sticky target groups, in words. */
export const stickyNotices = (view: View, sticky: readonly StickyGroup[]): readonly string[] => {
  const seen = { ...view, loadBalancer: { ...view.loadBalancer, sticky } };
  return view.listeners.flatMap(({ actions }, index) => {
    const seconds = secondsToKeep(seen, actions);
    if (seconds === undefined) return [];
    const names = stickyIn(view, actions, sticky).map(({ name }) => name);
    return [
      `${trafficOf(view)[index]?.where} keeps clients with the side that they meet from the first part on until the last (TargetGroupStickinessConfig, ${seconds} s from each answer), which AWS asks for since ${names.join(", ")} keep clients with their targets: so each later part is one of the clients that are new.`,
    ];
  });
};

/**
 * Throws `SideBlocked` if traffic cannot be moved in parts: "Application-based stickiness does not work with weighted target groups."
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
export const refuseStickyParts = (sticky: readonly StickyGroup[]): void => {
  const byApplication = sticky.filter(({ type }) => type === "app_cookie").map(({ name }) => name);
  if (byApplication.length > 0)
    throw new SideBlocked(
      `Traffic cannot be moved in parts: ${byApplication.join(", ")} keep clients with their targets by a cookie of the application (app_cookie), which AWS does not do for shared traffic. Move it at once (--strategy all-at-once), or have them keep clients by the load balancer's cookie (lb_cookie). Nothing was changed.`,
    );
};
