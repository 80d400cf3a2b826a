/** What becomes of an instance refresh, in the store and on the event bus. */
import { AwsError } from "../../world/aws-error.ts";
import { validationError } from "../constraints.ts";
import type { AutoScalingContext } from "./context.ts";
import { launchTemplateOf } from "./group.ts";
import { applied } from "./instance-refresh.ts";
import { reweighted } from "./mixed-instances.ts";
import type { Group, InstanceRefresh, Settings } from "./records.ts";
import type { Step } from "./steps.ts";
import { updateGroup } from "./store.ts";

const active: readonly InstanceRefresh["status"][] = [
  "Pending",
  "InProgress",
  "Baking",
  "Cancelling",
  "RollbackInProgress",
];

/** Keeps a refresh as it is now: the group has it for as long as it is under way, and whoever asks sees it for longer. */
export const keepRefresh = ({ store }: AutoScalingContext, group: string, refresh: InstanceRefresh): void => {
  const isUnderWay = active.includes(refresh.status);
  store.refreshes.put(refresh.id, refresh);
  updateGroup(store, group, (current) => ({
    ...(refresh.status === "Successful" ? configured(current, refresh) : current),
    refresh: isUnderWay ? refresh : undefined,
  }));
};

/**
 * "After the instance refresh succeeds, Amazon EC2 Auto Scaling updates the Auto Scaling group settings to reflect the new desired
 * configuration": recorded, not before it has baked.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
const configured = (group: Group, { desired }: InstanceRefresh): Group => {
  if (desired === undefined) return group;
  const settings = applied(group.settings, desired);
  return { ...group, settings, members: reweighted(group.members, settings) };
};

/** Does a step of the group's refresh, and tells of it. */
export const applyRefresh = (
  context: AutoScalingContext,
  group: Group,
  { change, event, detail }: Extract<Step, { readonly kind: "refresh" }>,
): void => {
  if (group.refresh === undefined) return;
  const refresh = { ...group.refresh, ...change };
  keepRefresh(context, group.name, refresh);
  if (event !== undefined) emitRefresh(context, group, refresh, event, detail);
};

/** "EC2 Auto Scaling Instance Refresh Started" and its like. https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-eventbridge-events.html */
const emitRefresh = (
  { surroundings }: AutoScalingContext,
  group: Group,
  { id }: InstanceRefresh,
  event: string,
  detail: Readonly<Record<string, string>> = {},
): void =>
  surroundings.emit({
    source: "aws.autoscaling",
    detailType: `EC2 Auto Scaling Instance Refresh ${event}`,
    resources: [group.arn],
    detail: { InstanceRefreshId: id, AutoScalingGroupName: group.name, ...detail },
  });

/** Throws what AWS says, recorded, of another refresh, and of what it refuses while one is under way. */
export const refuseDuringRefresh = ({ refresh }: Group): void => {
  if (refresh !== undefined)
    throw new AwsError(
      "InstanceRefreshInProgressFault",
      "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.",
    );
};

/**
 * Throws AWS's error for another template, or another policy, while a refresh deploys one. To set again what the group has is allowed, as
 * recorded.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
export const refuseOtherSource = ({ refresh, settings }: Group, asked: Settings): void => {
  const source = ({ LaunchTemplate, MixedInstancesPolicy }: Settings) =>
    JSON.stringify([LaunchTemplate, MixedInstancesPolicy]);
  if (refresh?.desired !== undefined && source(settings) !== source(asked))
    throw validationError(
      "An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.",
    );
};

/**
 * Why a refresh of the group cannot be rolled back; undefined if it can. The words are not AWS's.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
 */
export const irreversible = (group: Group, desired: InstanceRefresh["desired"]): string | undefined => {
  if (desired === undefined)
    return "The instance refresh cannot be rolled back, because it has no desired configuration.";
  const { Version: version = "$Default" } = launchTemplateOf(group.settings) ?? {};
  return /^\d+$/.test(version)
    ? undefined
    : `The instance refresh cannot be rolled back, because the Auto Scaling group uses the version ${version} of its launch template.`;
};
