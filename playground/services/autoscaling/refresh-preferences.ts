import type { AlarmSpecification, RefreshPreferences } from "@aws-sdk/client-auto-scaling";
import type { Alarms } from "../../world/neighbours.ts";
import { inRange, oneOf, validationError } from "../constraints.ts";
import type { Group } from "./records.ts";

/**
 * The preferences as AWS keeps them, recorded: what was asked, and its defaults, of which MaxHealthyPercentage, BakeTime and what happens to
 * protected and standing instances are not shown. Throws AwsError, the first two in recorded words.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-instance-refresh-default-values.html
 */
export const preferencesOf = ({ settings }: Group, asked: RefreshPreferences = {}): RefreshPreferences => {
  checkCheckpoints(asked);
  const policy = settings.InstanceMaintenancePolicy;
  const MinHealthyPercentage = asked.MinHealthyPercentage ?? policy?.MinHealthyPercentage ?? 90;
  const most = asked.MaxHealthyPercentage ?? policy?.MaxHealthyPercentage;
  if (asked.MaxHealthyPercentage !== undefined && asked.MinHealthyPercentage === undefined)
    throw validationError("MinHealthyPercentage must be specified when MaxHealthyPercentage is specified.");
  inRange(MinHealthyPercentage, "preferences.minHealthyPercentage", 0, 100);
  inRange(most, "preferences.maxHealthyPercentage", 100, 200);
  if ((most ?? 100) - MinHealthyPercentage > 100)
    throw validationError(
      "The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or equal to 100.",
    );
  inRange(asked.InstanceWarmup, "preferences.instanceWarmup", 0);
  inRange(asked.BakeTime, "preferences.bakeTime", 0, longestWaitSeconds);
  oneOf(asked.ScaleInProtectedInstances, "preferences.scaleInProtectedInstances", ["Refresh", "Ignore", "Wait"]);
  oneOf(asked.StandbyInstances, "preferences.standbyInstances", ["Terminate", "Ignore", "Wait"]);
  return {
    MinHealthyPercentage,
    InstanceWarmup: asked.InstanceWarmup ?? settings.DefaultInstanceWarmup ?? settings.HealthCheckGracePeriod,
    ...(asked.CheckpointPercentages
      ? { CheckpointPercentages: asked.CheckpointPercentages, CheckpointDelay: asked.CheckpointDelay ?? 3600 }
      : {}),
    SkipMatching: asked.SkipMatching ?? false,
    AutoRollback: asked.AutoRollback ?? false,
    ...(asked.ScaleInProtectedInstances ? { ScaleInProtectedInstances: asked.ScaleInProtectedInstances } : {}),
    ...(asked.StandbyInstances ? { StandbyInstances: asked.StandbyInstances } : {}),
    AlarmSpecification: asked.AlarmSpecification ?? {},
    ...(most === undefined ? {} : { MaxHealthyPercentage: most }),
    ...(asked.BakeTime === undefined ? {} : { BakeTime: asked.BakeTime }),
  };
};

const longestWaitSeconds = 172_800;

const checkCheckpoints = ({ CheckpointPercentages: percentages, CheckpointDelay: delay }: RefreshPreferences): void => {
  const [first = 1, ...rest] = percentages ?? [];
  for (const one of percentages ?? []) inRange(one, "preferences.checkpointPercentages", 1, 100);
  if (rest.some((one, index) => one <= (index === 0 ? first : (rest[index - 1] ?? 0))))
    throw validationError("Checkpoint percentages must be sorted in ascending order with no duplicates.");
  inRange(delay, "preferences.checkpointDelay", 0, longestWaitSeconds);
  if (delay !== undefined && (percentages ?? []).length === 0)
    throw validationError("CheckpointPercentages must be specified when CheckpointDelay is specified.");
};

/**
 * "You can choose a maximum of 10 alarms … If the alarm state is INSUFFICIENT_DATA or ALARM, you receive an error when you try to start
 * the instance refresh." The words are not AWS's. Throws AwsError.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
 */
export const checkAlarms = (alarms: Alarms | undefined, { Alarms: names = [] }: AlarmSpecification = {}): void => {
  if (names.length > 10) throw validationError("An instance refresh can have at most 10 CloudWatch alarms.");
  if (names.length === 0) return;
  const found = alarms?.describe(names) ?? [];
  for (const name of names) {
    const state = found.find((alarm) => alarm.name === name)?.state;
    if (state === undefined) throw validationError(`The CloudWatch alarm ${name} does not exist.`);
    if (state !== "OK")
      throw validationError(`The CloudWatch alarm ${name} must be in the OK state, and is in ${state}.`);
  }
};
