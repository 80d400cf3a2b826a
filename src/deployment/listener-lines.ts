/** What each production listener does, for people, and how to point it back by hand where it reaches neither side, or both. */
import type { Json } from "../changes/change.ts";
import { isRecord } from "../resources/described/plain.ts";
import { forwardCommand } from "./aws-command.ts";
import type { Side } from "./environment.ts";
import { pairBehind } from "./pairs.ts";
import { type ListenerTraffic, sharesInWords, sideWithAll, trafficOf } from "./traffic.ts";
import type { ListenerView, View } from "./view.ts";

/** What one production listener, or a rule of one, does now. */
export interface ListenerLine {
  readonly port: number;
  /** `8443 → fixed response 503: neither side` */
  readonly says: string;
  /** The one side that it reaches; null if it reaches neither, or both. */
  readonly side: Side | null;
  /** The commands that point it to one side, which is that of the other listeners if they agree; none where it does that already. */
  readonly pointBack: readonly { readonly side: Side; readonly command: string }[];
}

/** What answers instead of a target group. */
const answerInWords = (actions: readonly Json[]): string => {
  const last = actions.filter(isRecord).at(-1);
  if (last?.Type === "fixed-response" && isRecord(last.FixedResponseConfig))
    return `fixed response ${last.FixedResponseConfig.StatusCode}`;
  if (last?.Type === "redirect" && isRecord(last.RedirectConfig)) {
    const { Protocol, Host, Port, StatusCode } = last.RedirectConfig;
    return `redirect to ${Protocol ?? "#{protocol}"}://${Host ?? "#{host}"}:${Port ?? "#{port}"} (${StatusCode ?? "?"})`;
  }
  return "no target group";
};

/** Logging in first, if it did that; then all to the one target group. */
const pointedTo = (actions: readonly Json[], arn: string): readonly Json[] => {
  const before = actions.filter(isRecord).filter(({ Type }) => String(Type).startsWith("authenticate"));
  const config = { TargetGroups: [{ TargetGroupArn: arn, Weight: 1 }] };
  return [
    ...before,
    { Type: "forward", ForwardConfig: config, ...(before.length === 0 ? {} : { Order: before.length + 1 }) },
  ];
};

/** The side that more listeners reach; undefined if neither is. */
const heavier = (traffic: readonly ListenerTraffic[]): Side | undefined => {
  const reached = (side: Side) => traffic.filter(({ weights }) => weights[side] > 0).length;
  if (reached("blue") === reached("green")) return undefined;
  return reached("blue") > reached("green") ? "blue" : "green";
};

const reachesWords = ({ weights, elsewhere }: ListenerTraffic): string => {
  if (elsewhere.length > 0)
    return weights.blue + weights.green === 0 ? ": neither side's" : ": not all of it to a side";
  return ": both sides";
};

/** A line for each production listener or rule, in the order of the registration. */
export const listenerLines = (view: View): readonly ListenerLine[] => {
  const all = trafficOf(view);
  return all.map((traffic, index): ListenerLine => {
    const listener = view.listeners[index] as ListenerView;
    const { kind, arn, registered, actions } = listener;
    const name = `${registered.port}${registered.priority === undefined ? "" : ` (rule of priority ${registered.priority})`}`;
    const side = sideWithAll([traffic]) ?? null;
    if (side !== null) return { port: registered.port, says: `${name} → ${side}`, side, pointBack: [] };
    const reachesNone = traffic.weights.blue + traffic.weights.green === 0 && traffic.elsewhere.length === 0;
    const says = reachesNone
      ? `${name} → ${answerInWords(actions)}: neither side`
      : `${name} → ${sharesInWords(traffic)}${reachesWords(traffic)}`;
    const pair = pairBehind(view, listener);
    const to = heavier(all);
    return {
      port: registered.port,
      says,
      side,
      pointBack: (to === undefined ? (["blue", "green"] as const) : [to]).flatMap((each) => {
        if (pair === undefined) return [];
        return [{ side: each, command: forwardCommand(kind, arn, pointedTo(actions, pair[each].targetGroupArn)) }];
      }),
    };
  });
};
