import {
  type AutoScalingClient,
  type AutoScalingGroup,
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
import { groupState, launchTemplateOf } from "./described/auto-scaling-group.ts";
import { memberId, targetGroupsIn } from "./described/ids.ts";
import { asInput, isRecord, type Plain } from "./described/plain.ts";
import { isSuspendedByAws, notificationStates, warmPoolState } from "./described/scaling.ts";
import { deleteOnce } from "./group-absence.ts";
import { keepsTags } from "./kept-tags.ts";

const tagsOfGroup = (name: string, tags: State): Tag[] =>
  Object.entries(tags).map(([Key, tag]) => ({
    Key,
    ...asInput<{ Value: string; PropagateAtLaunch: boolean }>(tag),
    ResourceId: name,
    ResourceType: "auto-scaling-group",
  }));

/** What belongs to the group and is changed as a resource of its own, but for its capacity and template, which are the group's. */
const partsOf = async (autoScaling: AutoScalingClient, name: string): Promise<readonly ResourceRef[]> => {
  const group = await describeGroup(autoScaling, name);
  if (group === undefined) return [];
  const [hooks, actions, policies, notifications] = await Promise.all([
    hooksOf(autoScaling, name),
    scheduledActionsOf(autoScaling, name),
    policiesOf(autoScaling, name),
    notificationsOf(autoScaling, name),
  ]);
  const suspended = (group.SuspendedProcesses ?? []).filter((process) => !isSuspendedByAws(process));
  const groupWide = (kind: Kind, there: boolean): readonly ResourceRef[] => (there ? [{ kind, id: name }] : []);
  const members = (kind: Kind, names: Iterable<string | undefined>): readonly ResourceRef[] =>
    [...names].map((each = "") => ({ kind, id: memberId.format({ group: name, name: each }) }));
  return [
    ...groupWide("group-processes", suspended.length > 0),
    ...groupWide("group-metrics", (group.EnabledMetrics ?? []).length > 0),
    ...groupWide("warm-pool", warmPoolState(group.WarmPoolConfiguration) !== null),
    ...members(
      "lifecycle-hook",
      hooks.map(({ LifecycleHookName }) => LifecycleHookName),
    ),
    ...members(
      "scheduled-action",
      actions.map(({ ScheduledActionName }) => ScheduledActionName),
    ),
    ...members(
      "scaling-policy",
      policies.map(({ PolicyName }) => PolicyName),
    ),
    ...members("notification", notificationStates(notifications).keys()),
  ];
};

const launchTemplatesOf = (state: State): readonly ResourceRef[] => {
  const name = launchTemplateOf(asInput<Plain<AutoScalingGroup>>(state))?.LaunchTemplateName;
  return name === undefined ? [] : [{ kind: "launch-template", id: name }];
};

/** The whole existence of a group; id: its name. It is made and deleted empty: capacity is another kind, and so is each part. */
export const autoScalingGroup = (autoScaling: AutoScalingClient): ResourceKind => {
  const read = async (name: string): Promise<State | null> => {
    const group = await describeGroup(autoScaling, name);
    return group === undefined ? null : groupState(group);
  };

  const create = async (
    name: string,
    { Tags, AvailabilityZoneImpairmentPolicy: impairment, ...others }: State,
  ): Promise<void> => {
    // Off is what a group is made with, and AWS takes it only of a group that had it on.
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-enable-zonal-shift.html
    const isOff = isRecord(impairment) && impairment.ZonalShiftEnabled === false;
    const settings =
      isOff || impairment === undefined ? others : { ...others, AvailabilityZoneImpairmentPolicy: impairment };
    const policy = asInput<CreateAutoScalingGroupCommandInput>(settings).AvailabilityZoneImpairmentPolicy;
    const input = {
      ...asInput<CreateAutoScalingGroupCommandInput>(settings),
      // Whoever enabled it on a load balancer without cross-zone balancing had to send this too; AWS does not tell of it.
      ...(policy?.ZonalShiftEnabled === true ? { SkipZonalShiftValidation: true } : {}),
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

  return {
    read,
    stillOurs: keepsTags("Tags"),
    parts: (name) => partsOf(autoScaling, name),
    needs: (state) => [
      ...launchTemplatesOf(state),
      ...((state.TargetGroupARNs ?? []) as readonly string[]).flatMap(targetGroupsIn),
    ],

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
