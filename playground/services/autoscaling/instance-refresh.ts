import type {
  DesiredConfiguration,
  InstanceRefreshStatus,
  InstanceRefresh as ShownRefresh,
} from "@aws-sdk/client-auto-scaling";
import type { Group, InstanceRefresh, Settings } from "./records.ts";

const deploying: readonly InstanceRefreshStatus[] = ["InProgress", "Baking"];

/**
 * What the group launches from now: "If a scale-out event occurs during an instance refresh, Amazon EC2 Auto Scaling launches new
 * instances with the desired configuration instead of the group's current settings."
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
export const launchSettings = ({ settings, refresh }: Group): Settings =>
  refresh?.desired !== undefined && deploying.includes(refresh.status) ? applied(settings, refresh.desired) : settings;

/** The settings with a desired configuration in place of what they launch from. */
export const applied = (
  settings: Settings,
  { LaunchTemplate, MixedInstancesPolicy }: DesiredConfiguration,
): Settings => ({
  ...settings,
  LaunchTemplate,
  MixedInstancesPolicy,
});

/** As DescribeInstanceRefreshes shows it, with AWS's whole seconds. */
export const shownRefresh = (refresh: InstanceRefresh, now: number): ShownRefresh => ({
  InstanceRefreshId: refresh.id,
  AutoScalingGroupName: refresh.AutoScalingGroupName,
  Status: refresh.status,
  StatusReason: pauseReason(refresh, now) ?? refresh.reason,
  StartTime: atWholeSecond(refresh.start),
  EndTime: atWholeSecond(refresh.end),
  ...refresh.progress,
  Preferences: refresh.preferences,
  DesiredConfiguration: refresh.desired,
  RollbackDetails: refresh.rollback && {
    RollbackReason: refresh.rollback.reason,
    RollbackStartTime: new Date(refresh.rollback.start),
    PercentageCompleteOnRollback: refresh.rollback.from.PercentageComplete,
    InstancesToUpdateOnRollback: refresh.rollback.from.InstancesToUpdate,
    ...(refresh.rollback.from.ProgressDetails === undefined
      ? {}
      : { ProgressDetailsOnRollback: refresh.rollback.from.ProgressDetails }),
  },
  Strategy: "Rolling",
});

/** The first is recorded of AWS, the second said likewise. */
const pauseReason = ({ status, bakesUntil, checkpoint }: InstanceRefresh, now: number): string | undefined => {
  const left = (until: number) => `There are ${Math.ceil((until - now) / 1000)} seconds left.`;
  if (status === "Baking" && bakesUntil !== undefined)
    return `Waiting for bake time to finish before continuing. ${left(Math.max(now, bakesUntil))}`;
  if (status === "InProgress" && checkpoint !== undefined && now < checkpoint.until)
    return `Waiting for checkpoint delay to finish before continuing. ${left(checkpoint.until)}`;
  return undefined;
};

const atWholeSecond = (time: number | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(Math.floor(time / 1000) * 1000);
