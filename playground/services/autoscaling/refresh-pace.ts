/** How many instances a refresh replaces at a time. */
import { isActive, isSuspended } from "./group.ts";
import { capacityOf } from "./mixed-instances.ts";
import type { Group, GroupMember, InstanceRefresh } from "./records.ts";
import { isReady, type RefreshMembers, refreshMembers } from "./refresh-members.ts";
import type { Snapshot } from "./steps.ts";

const replacing = ["InProgress", "RollbackInProgress"];

/**
 * The least that stays in service and ready, and the most that the group grows to. "When MaxHealthyPercentage is explicitly set and it is
 * mathematically impossible to replace instances while honoring both […], Auto Scaling launches a new instance before terminating an
 * old one […]. When MaxHealthyPercentage is omitted, Auto Scaling terminates an instance and launches its replacement simultaneously."
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
 */
export const boundsOfRefresh = (
  desired: number,
  { MinHealthyPercentage: least = 90, MaxHealthyPercentage: most }: InstanceRefresh["preferences"],
): { readonly floor: number; readonly ceiling: number } => {
  const floor = Math.ceil((desired * least) / 100);
  const ceiling = Math.floor((desired * (most ?? 100)) / 100);
  if (floor < desired || ceiling > desired) return { floor, ceiling };
  return most === undefined ? { floor: Math.max(0, desired - 1), ceiling } : { floor, ceiling: desired + 1 };
};

/** How many units are to be new before the refresh pauses next, or ends: at its next checkpoint, of so many that there are. */
export const nextGoal = (refresh: InstanceRefresh, total: number): number => {
  const percentages = refresh.status === "InProgress" ? (refresh.preferences.CheckpointPercentages ?? []) : [];
  const next = percentages.find((one) => one > (refresh.checkpoint?.percentage ?? 0)) ?? percentages.at(-1) ?? 100;
  return Math.ceil((total * next) / 100);
};

/** Whether the refresh may replace anything now. */
export const isHeldUp = ({ now, group, alarm }: Snapshot, { checkpoint, preferences }: InstanceRefresh): boolean =>
  ["InstanceRefresh", "Launch", "Terminate"].some((process) => isSuspended(group, process)) ||
  (checkpoint !== undefined && now < checkpoint.until) ||
  // "When this happens, Amazon EC2 Auto Scaling cannot replace instances until new data points are found."
  (preferences.AlarmSpecification?.Alarms ?? []).some((name) => alarm(name) === "INSUFFICIENT_DATA");

/** Units by which the group is larger than it should be: instances launched before those that they replace have gone. */
const surplusOf = ({ members, settings }: Group): number =>
  Math.max(0, capacityOf(members.filter(isActive)) - settings.DesiredCapacity);

/** How many units of the group may be, or come, into service: more than desired where a refresh launches first. */
export const capacityWanted = (snapshot: Snapshot): number => {
  const { group } = snapshot;
  const { refresh } = group;
  const desired = group.settings.DesiredCapacity;
  if (refresh === undefined || refresh.status === "Baking" || refresh.status === "Pending") return desired;
  const active = capacityOf(group.members.filter(isActive));
  if (!replacing.includes(refresh.status)) return Math.max(desired, active);
  const members = refreshMembers(snapshot, refresh);
  const surplus = surplusOf(group);
  const total = desired - capacityOf(members.ignored);
  const settled = capacityOf(members.fresh) - surplus;
  const ahead = Math.min(capacityOf(members.replaceable), Math.max(0, nextGoal(refresh, total) - settled));
  const most = Math.max(desired, Math.min(boundsOfRefresh(desired, refresh.preferences).ceiling, desired + ahead));
  return isHeldUp(snapshot, refresh) ? Math.max(desired, Math.min(active, most)) : most;
};

/** The instances that the refresh takes out of service now, the earliest first. */
export const replacedNow = (
  snapshot: Snapshot,
  refresh: InstanceRefresh,
  members: RefreshMembers,
): readonly GroupMember[] => {
  if (!replacing.includes(refresh.status) || isHeldUp(snapshot, refresh)) return [];
  const { group } = snapshot;
  const desired = group.settings.DesiredCapacity;
  const active = group.members.filter(isActive);
  const open = Math.max(0, desired - capacityOf(active));
  const ready = capacityOf(active.filter((member) => isReady(snapshot, refresh, member)));
  const quota = nextGoal(refresh, desired - capacityOf(members.ignored)) - capacityOf(members.fresh) - open;
  let spare = ready - boundsOfRefresh(desired, refresh.preferences).floor;
  let room = surplusOf(group) + Math.max(0, quota);
  const chosen: GroupMember[] = [];
  for (const member of members.replaceable) {
    if (spare <= 0 || room <= 0) break;
    chosen.push(member);
    spare -= capacityOf([member]);
    room -= capacityOf([member]);
  }
  return chosen;
};
