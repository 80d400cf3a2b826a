import {
  type AutoScalingClient,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommand,
  type Tag,
} from "@aws-sdk/client-auto-scaling";
import type { Kind, ResourceRef, State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { isNamed } from "./absent.ts";
import { describeGroup } from "./describe-group.ts";
import { hooksOf, notificationsOf, policiesOf, scheduledActionsOf } from "./describe-group-members.ts";
import { groupState } from "./described/auto-scaling-group.ts";
import { memberId } from "./described/ids.ts";
import { asInput } from "./described/plain.ts";
import { isSuspendedByAws, notificationStates, warmPoolState } from "./described/scaling.ts";
import { deleteOnce } from "./group-member.ts";

const tagsOfGroup = (name: string, tags: State): Tag[] =>
  Object.entries(tags).map(([Key, tag]) => ({
    Key,
    ...asInput<{ Value: string; PropagateAtLaunch: boolean }>(tag),
    ResourceId: name,
    ResourceType: "auto-scaling-group",
  }));

/** The whole existence of a group; id: its name. It is made and deleted empty: capacity is another kind, and so is each part. */
export const autoScalingGroup = (autoScaling: AutoScalingClient): ResourceKind => {
  const read = async (name: string): Promise<State | null> => {
    const group = await describeGroup(autoScaling, name);
    return group === undefined ? null : groupState(group);
  };

  const create = async (name: string, { Tags, ...settings }: State): Promise<void> => {
    const input = {
      ...asInput<CreateAutoScalingGroupCommandInput>(settings),
      AutoScalingGroupName: name,
      Tags: tagsOfGroup(name, (Tags ?? {}) as State),
    };
    try {
      await autoScaling.send(new CreateAutoScalingGroupCommand(input));
    } catch (error) {
      // Made by an earlier attempt whose answer was lost, or by somebody else: the next read tells which.
      if (!isNamed("AlreadyExistsFault")(error)) throw error;
    }
  };

  const parts = async (name: string): Promise<readonly ResourceRef[]> => {
    const group = await describeGroup(autoScaling, name);
    if (group === undefined) return [];
    const own = (kind: Kind, there: boolean): readonly ResourceRef[] => (there ? [{ kind, id: name }] : []);
    const members = (kind: Kind, names: Iterable<string | undefined>): readonly ResourceRef[] =>
      [...names].map((each = "") => ({ kind, id: memberId.format({ group: name, name: each }) }));
    const [hooks, actions, policies, notifications] = await Promise.all([
      hooksOf(autoScaling, name),
      scheduledActionsOf(autoScaling, name),
      policiesOf(autoScaling, name),
      notificationsOf(autoScaling, name),
    ]);
    return [
      ...own(
        "group-processes",
        (group.SuspendedProcesses ?? []).some((process) => !isSuspendedByAws(process)),
      ),
      ...own("group-metrics", (group.EnabledMetrics ?? []).length > 0),
      ...own("warm-pool", warmPoolState(group.WarmPoolConfiguration) !== null),
      ...members(
        "lifecycle-hook",
        hooks.map((hook) => hook.LifecycleHookName),
      ),
      ...members(
        "scheduled-action",
        actions.map((action) => action.ScheduledActionName),
      ),
      ...members(
        "scaling-policy",
        policies.map((policy) => policy.PolicyName),
      ),
      ...members("notification", notificationStates(notifications).keys()),
    ];
  };

  return {
    read,
    parts,
    async write(name, before, after) {
      if (after === null)
        // Never ForceDelete: AWS refuses to delete a group that has instances, and so it should.
        return deleteOnce(
          () => autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: name })),
          () => read(name),
        );
      if (before !== null) throw new TypeError("A group's attributes are changed through kinds of their own.");
      return create(name, after);
    },
  };
};
