import { clamp } from "./capacity.ts";
import type { AutoScalingContext } from "./context.ts";
import type { Group, GroupPolicy } from "./records.ts";
import { ofGroup } from "./store.ts";
import { trackingAlarm } from "./tracking-alarms.ts";
import { isWarm, isWarmingUp } from "./warmup.ts";

/**
 * The capacity that a policy wants when one of its alarms acts; undefined if it wants no other.
 *
 * Out: in proportion to how far the metric is above the target, rounded up, from the instances that are warm; those that are not
 * are already asked for. In: "only when all of the target tracking policies (with the scale-in portion enabled) are ready to scale
 * in", when nothing warms up any more, never further than the proportion, and one instance at a time, as every recorded activity of
 * AWS shows it (4 to 3 to 2 within two minutes, with no load left).
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
 */
export const trackedCapacity = (
  context: AutoScalingContext,
  group: Group,
  policy: GroupPolicy,
  alarmName: string,
): number | undefined => {
  const now = context.surroundings.clock.now();
  const { DesiredCapacity: desired, MinSize, MaxSize } = group.settings;
  const kind = trackingAlarm(group.name, alarmName);
  if (kind === "AlarmHigh") {
    const warm = group.members.filter((member) => isWarm(group, policy, member, now)).length;
    const wanted = Math.ceil(warm * load(context, policy, alarmName));
    return Math.max(desired, clamp(wanted, MinSize, MaxSize));
  }
  if (kind === undefined || group.members.some((member) => isWarmingUp(group, policy, member, now))) return undefined;
  const lows = lowAlarms(context, group);
  // One of them acts for all: each minute has one adjustment.
  if (lows[0]?.name !== alarmName || lows.some(({ state }) => state !== "ALARM")) return undefined;
  const needed = lows.map((low) => Math.ceil(desired * load(context, low.policy, low.name)));
  return Math.min(desired, clamp(Math.max(desired - 1, ...needed), MinSize, MaxSize));
};

/** The metric that decided an alarm's state, in targets; 1, which moves nothing, if nothing was measured. */
const load = ({ alarms }: AutoScalingContext, policy: GroupPolicy, alarmName: string): number => {
  const target = policy.TargetTrackingConfiguration?.TargetValue;
  const value = alarms?.describe([alarmName])[0]?.value;
  return value === undefined || target === undefined ? 1 : value / target;
};

/** The low alarms of a group's policies that may scale in. */
const lowAlarms = ({ store, alarms }: AutoScalingContext, group: Group) => {
  const all = alarms?.describe() ?? [];
  return ofGroup(store.policies, group.name)
    .filter(({ Enabled }) => Enabled)
    .flatMap((policy) =>
      all
        .filter(
          ({ name, actions }) => actions.includes(policy.PolicyARN) && trackingAlarm(group.name, name) === "AlarmLow",
        )
        .map(({ name, state }) => ({ name, state, policy })),
    );
};
