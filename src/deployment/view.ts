import type { Json, State } from "../changes/change.ts";
import type { EnvironmentListener, Side } from "./environment.ts";

/** What was read from AWS at one moment: plain data, from which every decision is made. */

export interface TargetView {
  readonly id: string;
  /** As DescribeTargetHealth answers it; unknown states are data. */
  readonly state: string;
  readonly reason?: string;
  readonly description?: string;
}

/** The settings of a target group's health checks. */
export interface HealthCheckView {
  readonly intervalSeconds: number;
  readonly unhealthyThreshold: number;
}

/** The settings of target groups' health checks, by ARN. */
export type HealthChecks = Readonly<Record<string, HealthCheckView>>;

export interface TargetGroupView {
  readonly arn: string;
  readonly name: string;
  /** Missing unless it was asked for; `healthCheckOf` reads it. */
  readonly healthCheck?: HealthCheckView;
  /** Empty unless the health of this side was asked for. */
  readonly targets: readonly TargetView[];
}

/** What an instance was launched from, or what a group launches from: then the version may be `$Latest` or `$Default` too. */
export interface TemplateVersion {
  readonly id: string;
  readonly version: string;
}

export interface InstanceView {
  readonly id: string;
  readonly lifecycleState: string;
  readonly healthStatus: string;
  /** Missing where AWS does not tell: launched from something else, or attached by hand. */
  readonly launchTemplate?: TemplateVersion;
  /** Whether AWS leaves it when the group shrinks. */
  readonly isProtected?: boolean;
  readonly zone?: string;
  /** What it counts in the size of its group, where the group weights its instances. */
  readonly weight?: number;
}

export interface GroupView {
  readonly name: string;
  /** This and the next two in units: instances, but where the group weights them (`unitsOf`). */
  readonly min: number;
  /** The minimum that it has once the hold that stands on it is over; missing if none does. */
  readonly returnsTo?: number;
  readonly max: number;
  readonly desired: number;
  /** The template that the group launches from; version as the group names it: a number, `$Latest` or `$Default`. */
  readonly launchTemplate: TemplateVersion & { readonly name: string };
  /** What else says what it launches; missing where the template alone does. */
  readonly launchesBy?: "mixed instances policy" | "launch configuration";
  readonly suspended: readonly string[];
  /** The settings of its warm pool, as its kind reads them; missing where it has none. */
  readonly warmPool?: State;
  /** How many instances stand in its warm pool: they are none of `instances`. */
  readonly pooled?: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether AWS will leave what it launches from now on when the group shrinks. */
  readonly protectsNew?: boolean;
  readonly instances: readonly InstanceView[];
}

export interface SideView {
  readonly side: Side;
  readonly group: GroupView;
  /** Each once, though several listeners and rules may forward to it, in the order in which the registration names their placeholders. */
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

/** A listener of ours on a reserved port, and the target group behind it, by which a side is known whoever has the traffic. */
export interface PlaceholderView {
  readonly port: number;
  readonly protocol: string;
  readonly targetGroupArn: string;
}

/** A target group of blue and its counterpart of green. */
export type Pair = Readonly<Record<Side, PlaceholderView>>;

/** A target group that keeps each client with one of its targets. */
export interface StickyGroup {
  readonly arn: string;
  readonly name: string;
  /** AWS's `stickiness.type`: `lb_cookie` or `app_cookie`. */
  readonly type: string;
  /** For how long, begun anew with each answer. */
  readonly seconds: number;
}

export interface View {
  readonly loadBalancer: {
    readonly arn: string;
    readonly dnsName: string;
    /** ARNs of the target groups whose targets are reached in their own zones only; missing where there are none, or nobody asked. */
    readonly zonal?: readonly string[];
    /** The target groups of both sides that keep clients with their targets; missing where there are none, or nobody asked. */
    readonly sticky?: readonly StickyGroup[];
  };
  /** In the order of the registration. */
  readonly listeners: readonly ListenerView[];
  /** One for each `placeholders` of the registration, in its order. */
  readonly pairs: readonly Pair[];
  readonly sides: Readonly<Record<Side, SideView>>;
}

/** What Auto Scaling did to a group: a launch or a termination. */
export interface ActivityView {
  readonly startedAt: number;
  /** Whether it is over, well or not. */
  readonly ended: boolean;
  /** As DescribeScalingActivities answers it; unknown words are data. */
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

/** The settings of a target group's health checks. Throws `TypeError` where nobody read them: a step that needs them says so. */
export const healthCheckOf = ({ name, healthCheck }: TargetGroupView): HealthCheckView => {
  if (healthCheck === undefined) throw new TypeError(`The settings of the health checks of ${name} were not read.`);
  return healthCheck;
};

/** The longest time between two health checks of a side, in seconds: how often its health can change. */
export const slowestIntervalSeconds = ({ targetGroups }: SideView): number =>
  Math.max(...targetGroups.map((group) => healthCheckOf(group).intervalSeconds));

/** How many of a target group's targets answer their health checks. */
export const healthy = (group: TargetGroupView): number =>
  group.targets.filter((target) => target.state === "healthy").length;
