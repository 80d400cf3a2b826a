/**
 * Traffic is a value: what each production listener or rule sends where, by weight, read from AWS's own lists of actions. A split is a
 * state like any other, which can be looked at, shown and journalled; an action that needs all traffic on one side asks `activeSide`.
 */
import type { Change, Json, State } from "../changes/change.ts";
import { isTakenOver, type Journal } from "../changes/journal.ts";
import { NotAsRegistered } from "../errors.ts";
import { isRecord } from "../resources/described/plain.ts";
import { otherSide, type Side } from "./environment.ts";
import type { ListenerView, SideView, View } from "./view.ts";

/** A target group that a list of actions forwards to. AWS shares requests out by weight; 0 gets none. */
export interface Forward {
  readonly targetGroupArn: string;
  readonly weight: number;
}

/** What one production listener, or the rule of one, sends to each side. */
export interface ListenerTraffic {
  readonly port: number;
  /** The listener or the rule, in words, at the beginning of a sentence. */
  readonly where: string;
  readonly weights: Readonly<Record<Side, number>>;
  /** What it forwards to that belongs to neither side, weight 0 left out. */
  readonly elsewhere: readonly Forward[];
}

/** In the order of the registration. */
export type Traffic = readonly ListenerTraffic[];

const sideNames = ["blue", "green"] as const;

const list = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

/**
 * The target groups that a list of actions forwards to, in ELBv2's general form, weight 0 included: what forwards has a `ForwardConfig`,
 * and nothing else has.
 */
export const forwardsOf = (actions: readonly Json[]): readonly Forward[] =>
  actions.filter(isRecord).flatMap(({ ForwardConfig: config }) =>
    list(isRecord(config) ? config.TargetGroups : undefined)
      .filter(isRecord)
      .map((each) => ({
        targetGroupArn: String(each.TargetGroupArn),
        weight: typeof each.Weight === "number" ? each.Weight : 1,
      })),
  );

const keepingNobody = (config: State): State => {
  const { TargetGroupStickinessConfig: stickiness, ...rest } = config;
  return isRecord(stickiness) && stickiness.Enabled === true ? rest : config;
};

/**
 * The actions with every forwarded target group replaced as `to` says; auth actions and all other settings untouched, but that clients are kept
 * with no target group any more: a cookie of those that were named before binds nobody then.
 */
export const pointAt = (actions: readonly Json[], to: (targetGroupArn: string) => string): readonly Json[] =>
  actions.map((action) => {
    if (!isRecord(action) || !isRecord(action.ForwardConfig)) return action;
    const config = keepingNobody(action.ForwardConfig);
    const targetGroups = list(config.TargetGroups).map((each) =>
      isRecord(each) ? { ...each, TargetGroupArn: to(String(each.TargetGroupArn)) } : each,
    );
    return { ...action, ForwardConfig: { ...config, TargetGroups: targetGroups } };
  });

const belongsTo = (side: SideView, { targetGroupArn }: Forward): boolean =>
  side.targetGroups.some(({ arn }) => arn === targetGroupArn);

const weightOf = (side: SideView, forwards: readonly Forward[]): number =>
  forwards.filter((forward) => belongsTo(side, forward)).reduce((sum, { weight }) => sum + weight, 0);

const trafficOfListener = (view: View, { kind, registered, actions }: ListenerView): ListenerTraffic => {
  const forwards = forwardsOf(actions).filter(({ weight }) => weight > 0);
  return {
    port: registered.port,
    where: `${kind === "listener" ? "Listener" : "The rule on listener"} ${registered.port}`,
    weights: { blue: weightOf(view.sides.blue, forwards), green: weightOf(view.sides.green, forwards) },
    elsewhere: forwards.filter((forward) => !sideNames.some((side) => belongsTo(view.sides[side], forward))),
  };
};

/** What each production listener or rule sends where. */
export const trafficOf = (view: View): Traffic => view.listeners.map((listener) => trafficOfListener(view, listener));

/** The first production listener that sends the side anything; undefined if none does. */
export const listenerThatReaches = (traffic: Traffic, side: Side): ListenerTraffic | undefined =>
  traffic.find(({ weights }) => weights[side] > 0);

/** The shares of one listener in percent, rounded, as a person says them: "blue 90 %, green 10 %". */
export const sharesInWords = ({ weights, elsewhere }: ListenerTraffic): string => {
  const shares = [
    ...sideNames.map((side) => [side, weights[side]] as const),
    ...elsewhere.map(({ targetGroupArn, weight }) => [targetGroupArn, weight] as const),
  ].filter(([, weight]) => weight > 0);
  const whole = shares.reduce((sum, [, weight]) => sum + weight, 0);
  return shares.map(([to, weight]) => `${to} ${Math.round((weight / whole) * 100)} %`).join(", ") || "no target group";
};

/** The whole of it in words, listener by listener. */
export const trafficInWords = (traffic: Traffic): string =>
  traffic.map((listener) => `${listener.where}: ${sharesInWords(listener)}`).join("; ");

/** A side's part of each listener's traffic, in percent, rounded. */
export const percentByListener = (
  traffic: Traffic,
  side: Side,
): readonly { readonly port: number; readonly percent: number }[] =>
  traffic.map(({ port, weights, elsewhere }) => {
    const whole = weights.blue + weights.green + elsewhere.reduce((sum, { weight }) => sum + weight, 0);
    return { port, percent: whole === 0 ? 0 : Math.round((weights[side] / whole) * 100) };
  });

/** A side's part of the traffic in words: "yes" if it has all, "no" if it has none, else its percentage, by listener where that differs. */
export const shareInWords = (traffic: Traffic, side: Side): string => {
  const shares = percentByListener(traffic, side);
  const [first] = shares;
  if (first === undefined || shares.every(({ percent }) => percent === 0)) return "no";
  if (shares.every(({ percent }) => percent === 100)) return "yes";
  if (shares.every(({ percent }) => percent === first.percent)) return `${first.percent} %`;
  return shares.map(({ port, percent }) => `${port} ${percent} %`).join(", ");
};

/** The side that has all of the traffic, of every listener; undefined if there is none. */
export const sideWithAll = (traffic: Traffic): Side | undefined =>
  sideNames.find(
    (side) =>
      traffic.length > 0 &&
      traffic.every(
        ({ weights, elsewhere }) => weights[side] > 0 && weights[otherSide(side)] === 0 && elsewhere.length === 0,
      ),
  );

const allTargetGroups = (view: View) =>
  sideNames.flatMap((side) => view.sides[side].targetGroups.map((group) => `${group.name} (${side})`)).join(", ");

/**
 * The side that has all production traffic. Throws `NotAsRegistered`, with the weights found, if a listener forwards to something that
 * is neither side's or to nothing, or if both sides get traffic: for the actions that can only begin with one.
 */
export const activeSide = (view: View): Side => {
  const traffic = trafficOf(view);
  if (traffic.length === 0) throw new NotAsRegistered("The environment has no production listener.");
  for (const { where, weights, elsewhere } of traffic) {
    const [stranger] = elsewhere;
    if (stranger !== undefined)
      throw new NotAsRegistered(
        `${where} forwards to ${stranger.targetGroupArn}, which belongs to neither side. Expected one of ${allTargetGroups(view)}. Point the listener back, or register the environment anew.`,
      );
    if (weights.blue + weights.green === 0)
      throw new NotAsRegistered(
        `${where} forwards to no target group. Expected one of ${allTargetGroups(view)}. Point the listener back: 'sarcelle status' says how.`,
      );
  }
  const side = sideWithAll(traffic);
  if (side === undefined)
    throw new NotAsRegistered(
      `Production traffic is split: ${trafficInWords(traffic)}. Expected all to forward to one side; run 'sarcelle rollback' or point them to one side.`,
    );
  return side;
};

/** Which side has the traffic, and which has not; throws as `activeSide` does. */
export const bothSides = (view: View): { readonly active: SideView; readonly idle: SideView } => {
  const active = activeSide(view);
  return { active: view.sides[active], idle: view.sides[otherSide(active)] };
};

/** The side without traffic; throws as `activeSide` does. */
export const idleSide = (view: View): SideView => bothSides(view).idle;

/** Whether the side that a request names has the traffic already, so that nothing is to be moved; throws as `activeSide` does. */
export const isThere = (view: View, to: Side | undefined): boolean => to !== undefined && activeSide(view) === to;

/** That nothing was to be moved, in words. */
export const whyNothing = ({ to }: { readonly to?: Side | undefined }): string =>
  `Production traffic is on ${to} already; nothing was changed.`;

const forwardsIn = (state: State | null): readonly Forward[] =>
  forwardsOf(list(state?.actions)).filter(({ weight }) => weight > 0);

/** Throws `NotAsRegistered` if an action names anything beside the target groups of the side with the traffic: a move would not know what to do with it. */
export const refuseOthersInActions = (view: View): void => {
  const { active } = bothSides(view);
  for (const [index, { actions }] of view.listeners.entries()) {
    const strangers = forwardsOf(actions).filter((forward) => !belongsTo(active, forward));
    if (strangers.length > 0)
      throw new NotAsRegistered(
        `${trafficOf(view)[index]?.where} names beside ${active.side}'s target groups ${strangers.map(({ targetGroupArn, weight }) => `${targetGroupArn} with weight ${weight}`).join(", ")}. Expected those of ${active.side} alone, since what gets nothing now would be moved along: take it out of the action. Nothing was changed.`,
      );
  }
};

/** Whether a change is one of a production listener's or rule's actions. */
export const isOfTraffic = ({ resource }: Change): boolean =>
  resource.kind === "listener" || resource.kind === "listener-rule";

/** Whether a deployment is moving traffic: its own execution has planned that, and no rollback has taken over. */
export const isMoving = (journal: Journal): boolean =>
  !isTakenOver(journal) && journal.entries.some(({ change }) => isOfTraffic(change));

/** The target groups that traffic would reach once the change is made; none if it moves no production traffic. */
export const destinations = (change: Change): readonly string[] =>
  isOfTraffic(change) ? forwardsIn(change.after).map(({ targetGroupArn }) => targetGroupArn) : [];

/** A side's part of all that a state forwards, 0 to 1. */
const shareOf = (side: SideView, state: State | null): number => {
  const forwards = forwardsIn(state);
  const whole = forwards.reduce((sum, { weight }) => sum + weight, 0);
  return whole === 0 ? 0 : weightOf(side, forwards) / whole;
};

/** The same in percent, rounded. */
export const percentOf = (side: SideView, state: State | null): number => Math.round(shareOf(side, state) * 100);

/** The side that gets more traffic by these changes than it had before them; undefined if none does. */
export const sideThatGains = (view: View, changes: readonly Change[]): SideView | undefined =>
  sideNames
    .map((side) => view.sides[side])
    .find((side) =>
      changes.some((change) => isOfTraffic(change) && shareOf(side, change.after) > shareOf(side, change.before)),
    );
