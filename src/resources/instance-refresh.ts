import {
  type AutoScalingClient,
  CancelInstanceRefreshCommand,
  type RefreshPreferences,
  RollbackInstanceRefreshCommand,
  StartInstanceRefreshCommand,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { Conflict, NotYet } from "../errors.ts";
import { isNamed } from "./absent.ts";
import { describeGroup } from "./describe-group.ts";
import { describeRefreshes } from "./describe-refreshes.ts";
import { launchTemplateOf } from "./described/auto-scaling-group.ts";

import { registeredVersion } from "./described/ids.ts";
import { activeIn, headingOf, isForward, isSameVersion, othersThan } from "./described/instance-refresh.ts";

const isBusy = isNamed("InstanceRefreshInProgressFault", "InstanceRefreshInProgress");
const isOver = isNamed("ActiveInstanceRefreshNotFoundFault", "ActiveInstanceRefreshNotFound");
const isIrreversible = isNamed("IrreversibleInstanceRefreshFault", "IrreversibleInstanceRefresh");

const versionOf = (state: State | null) => ({
  launchTemplateId: String(state?.launchTemplateId),
  id: String(state?.launchTemplateId),
  version: String(state?.version),
});

const look = async (autoScaling: AutoScalingClient, name: string) => {
  const group = await describeGroup(autoScaling, name);
  const template = group && launchTemplateOf(group);
  if (group === undefined || template === undefined) return null;
  const launches = { id: template.LaunchTemplateId ?? "", version: template.Version ?? "$Default" };
  return { group, launches, refreshes: await describeRefreshes(autoScaling, name) };
};

/**
 * AWS takes back what it replaced so far, by the settings that the group has still. Where it cannot, the refresh is ended, and what it
 * replaced is replaced once more: by the next try.
 */
const takeBack = async (autoScaling: AutoScalingClient, name: string): Promise<void> => {
  const input = { AutoScalingGroupName: name };
  try {
    await autoScaling.send(new RollbackInstanceRefreshCommand(input));
  } catch (error) {
    if (isOver(error)) throw new NotYet(`The instance refresh of '${name}' ended a moment ago.`, { cause: error });
    if (!isIrreversible(error)) throw error;
    await autoScaling.send(new CancelInstanceRefreshCommand(input));
    throw new NotYet(`AWS cannot roll the instance refresh of '${name}' back, and ends it instead.`, { cause: error });
  }
};

/** Whether AWS moves a group's instances between the two, and has it at either. */
const isBetween = ({ between }: State, found: State): boolean =>
  Array.isArray(between) && between.includes(registeredVersion.format(versionOf(found)));

/**
 * What a group's instances run, or will by the refresh that goes; id: the group's name; state: `{ launchTemplateId, version, preferences,
 * between }`, with `launchTemplateName` where that changes, by which what makes the template is known to stand below; `preferences` are
 * those of the refresh that leads to it, `between` both versions. Found is `others` instead of these: whether instances run something else,
 * and no refresh goes that replaces them.
 *
 * The group's own settings are never written: AWS changes them once a refresh was successful, and has what to roll back to until then.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
 */
export const instanceRefresh = (autoScaling: AutoScalingClient): ResourceKind => ({
  belongsTo: (name) => ({ kind: "auto-scaling-group", id: name }),

  async read(name) {
    const seen = await look(autoScaling, name);
    if (seen === null) return null;
    const { group, launches, refreshes } = seen;
    const heading = headingOf(refreshes, launches);
    const instances = (group.Instances ?? []).map(({ InstanceId, LifecycleState, LaunchTemplate }) => ({
      id: InstanceId ?? "",
      lifecycleState: LifecycleState ?? "",
      ...(LaunchTemplate && {
        launchTemplate: { id: LaunchTemplate.LaunchTemplateId ?? "", version: LaunchTemplate.Version ?? "" },
      }),
    }));
    return {
      launchTemplateId: heading.id,
      version: heading.version,
      others: activeIn(refreshes) === undefined && othersThan(heading, instances).length > 0,
    };
  },

  needs: ({ launchTemplateName: name }) => (typeof name === "string" ? [{ kind: "launch-template", id: name }] : []),

  async write(name, before, after) {
    if (after === null) throw new TypeError("What a group's instances run cannot be deleted.");
    const { launches, refreshes } = (await look(autoScaling, name)) ?? {};
    const active = activeIn(refreshes ?? []);
    if (active !== undefined) {
      // Ours alone is taken back: of a refresh to what the group launches anyway there is nothing to return to.
      const isOurs = isForward(active) && isSameVersion(active.desired, versionOf(before));
      if (isOurs && isSameVersion(launches, versionOf(after))) return takeBack(autoScaling, name);
      if (isForward(active) && !isSameVersion(active.desired, versionOf(after)))
        throw new Conflict(
          `Somebody else refreshes the instances of '${name}' (${active.id}, ${active.status}); nothing was written.`,
        );
      throw new NotYet(`AWS is not done with an instance refresh of '${name}' (${active.status}).`);
    }
    try {
      await autoScaling.send(
        new StartInstanceRefreshCommand({
          AutoScalingGroupName: name,
          Strategy: "Rolling",
          DesiredConfiguration: {
            LaunchTemplate: { LaunchTemplateId: String(after.launchTemplateId), Version: String(after.version) },
          },
          Preferences: after.preferences as RefreshPreferences,
        }),
      );
    } catch (error) {
      // The look before may have trailed.
      if (isBusy(error)) throw new NotYet(`A refresh of '${name}' is in progress already.`, { cause: error });
      throw error;
    }
  },

  /** AWS takes instances there by and by, and may end before it is done: as long as others run, the group is on the way, or was. */
  stillOurs: (state, found) =>
    isSameVersion(versionOf(state), versionOf(found)) || (found.others === true && isBetween(state, found)),
});
