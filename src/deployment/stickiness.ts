/**
 * What keeps a client where it was. A target's own cookie (`AWSALB`, `AWSALBAPP`) is no hindrance: "if it refers to a target that was deregistered
 * or is unhealthy, the load balancer selects a new target". That of a target group (`AWSALBTG`) is one, for as long as an action names the
 * target group and keeps clients with it, at weight 0 too: once that has no targets, they get 503.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
import type { Json } from "../changes/change.ts";
import { isRecord } from "../resources/described/plain.ts";
import { forwardCommand } from "./aws-command.ts";
import { secondsKept } from "./sticky-parts.ts";
import { forwardsOf, trafficOf } from "./traffic.ts";
import type { SideView, View } from "./view.ts";

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
    const command = forwardCommand(kind, arn, without(actions, side));
    return [
      `${trafficOf(view)[index]?.where} names a target group of ${side.side} with weight ${named.map(({ weight }) => weight).join(", ")} and keeps clients with it for ${seconds} s after each answer, who get 503 once it has no targets; take it out of the action, after which nobody is bound (${command})`,
    ];
  });
