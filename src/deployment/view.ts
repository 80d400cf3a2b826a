import type { Json } from "../changes/change.ts";
import { NotAsRegistered } from "../errors.ts";
import { isRecord } from "../resources/described/plain.ts";
import { type EnvironmentListener, otherSide, type Side } from "./environment.ts";

/** What was read from AWS at one moment: plain data, from which every decision is made. */

export interface TargetView {
  readonly id: string;
  /** As DescribeTargetHealth answers it; unknown states are data. */
  readonly state: string;
  readonly reason?: string;
  readonly description?: string;
}

export interface TargetGroupView {
  readonly arn: string;
  readonly name: string;
  readonly healthCheck: { readonly intervalSeconds: number; readonly unhealthyThreshold: number };
  /** Empty unless the health of this side was asked for. */
  readonly targets: readonly TargetView[];
}

export interface InstanceView {
  readonly id: string;
  readonly lifecycleState: string;
  readonly healthStatus: string;
  readonly launchTemplateVersion?: string;
}

export interface GroupView {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  /** The template that the group launches from; version as the group names it: a number, `$Latest` or `$Default`. */
  readonly launchTemplate: { readonly id: string; readonly version: string };
  readonly healthCheckGraceSeconds: number;
  readonly suspended: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly instances: readonly InstanceView[];
}

export interface SideView {
  readonly side: Side;
  readonly group: GroupView;
  /** One per production listener, in the order of the registration. */
  readonly targetGroups: readonly TargetGroupView[];
}

/** A production listener, or the rule of one that forwards to the service. */
export interface ListenerView {
  readonly kind: "listener" | "listener-rule";
  readonly arn: string;
  readonly registered: EnvironmentListener;
  readonly protocol: string;
  readonly actions: readonly Json[];
}

export interface View {
  readonly loadBalancer: { readonly arn: string; readonly dnsName: string };
  /** In the order of the registration. */
  readonly listeners: readonly ListenerView[];
  readonly sides: Readonly<Record<Side, SideView>>;
}

/** What Auto Scaling did to a group: a launch or a termination. */
export interface ActivityView {
  readonly startedAt: number;
  readonly status: string;
  readonly description: string;
  readonly cause: string;
  readonly message?: string;
}

/** The view with some target groups as they were read later. */
export const withTargetGroups = (view: View, later: readonly TargetGroupView[]): View => {
  const updated = (side: SideView): SideView => ({
    ...side,
    targetGroups: side.targetGroups.map((group) => later.find(({ arn }) => arn === group.arn) ?? group),
  });
  return { ...view, sides: { blue: updated(view.sides.blue), green: updated(view.sides.green) } };
};

export const healthy = (group: TargetGroupView): number =>
  group.targets.filter((target) => target.state === "healthy").length;

/** The fewest healthy targets in any of the side's target groups: what the side can carry. */
export const fewestHealthy = (side: SideView): number => Math.min(...side.targetGroups.map(healthy));

/** Requires at least one listener; a registration has at least one. */
export const sideOf = (view: View, targetGroupArn: string): Side | undefined =>
  (["blue", "green"] as const).find((side) =>
    view.sides[side].targetGroups.some((group) => group.arn === targetGroupArn),
  );

export interface Forward {
  readonly targetGroupArn: string;
  readonly weight: number;
}

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

/** The actions with every forwarded target group replaced as `to` says; auth actions and all other settings untouched. */
export const pointAt = (actions: readonly Json[], to: (targetGroupArn: string) => string): readonly Json[] =>
  actions.map((action) => {
    if (!isRecord(action) || !isRecord(action.ForwardConfig)) return action;
    const config = action.ForwardConfig;
    const targetGroups = list(config.TargetGroups).map((each) =>
      isRecord(each) ? { ...each, TargetGroupArn: to(String(each.TargetGroupArn)) } : each,
    );
    return { ...action, ForwardConfig: { ...config, TargetGroups: targetGroups } };
  });

/**
 * The side that production traffic reaches, read from the listeners. Throws `NotAsRegistered` if a listener forwards to
 * something that is neither side's, or if the listeners do not all forward to the same side.
 */
export const activeSide = (view: View): Side => {
  const reached = view.listeners.map((listener) => {
    const live = forwardsOf(listener.actions).filter((forward) => forward.weight > 0);
    const where = `${listener.kind === "listener" ? "Listener" : "The rule on listener"} ${listener.registered.port}`;
    if (live.length === 0)
      throw new NotAsRegistered(`${where} forwards to no target group. Expected: to the target group of one side.`);
    return live.map(({ targetGroupArn }) => {
      const side = sideOf(view, targetGroupArn);
      if (side === undefined)
        throw new NotAsRegistered(
          `${where} forwards to ${targetGroupArn}, which belongs to neither side. Expected one of ${allTargetGroups(view)}. Point the listener back, or register the environment anew.`,
        );
      return { side, where };
    });
  });
  const [first, ...others] = reached.flat();
  if (first === undefined) throw new NotAsRegistered("The environment has no production listener.");
  const split = others.find((other) => other.side !== first.side);
  if (split !== undefined)
    throw new NotAsRegistered(
      `Production traffic is split: ${first.where} forwards to ${first.side}, ${split.where} to ${split.side}. Expected all to forward to one side; run 'sarcelle rollback' or point them to one side.`,
    );
  return first.side;
};

const allTargetGroups = (view: View) =>
  (["blue", "green"] as const)
    .flatMap((side) => view.sides[side].targetGroups.map((group) => `${group.name} (${side})`))
    .join(", ");

/** Which side has the traffic, and which has not. */
export const bothSides = (view: View): { readonly active: SideView; readonly idle: SideView } => {
  const active = activeSide(view);
  return { active: view.sides[active], idle: view.sides[otherSide(active)] };
};

export const idleSide = (view: View): SideView => bothSides(view).idle;
