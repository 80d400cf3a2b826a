import type {
  AutoScalingInstanceDetails,
  DescribeAutoScalingInstancesCommandInput,
  DescribeAutoScalingInstancesCommandOutput,
  Instance,
  SetInstanceHealthCommandInput,
  SetInstanceHealthCommandOutput,
  SetInstanceProtectionCommandInput,
  SetInstanceProtectionCommandOutput,
  TerminateInstanceInAutoScalingGroupCommandInput,
  TerminateInstanceInAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import type { Clock } from "../../world/clock.ts";
import { page } from "../../world/pages.ts";
import { operation } from "../../world/service.ts";
import { at, shownActivity } from "./activities.ts";
import type { Effects } from "./effects.ts";
import { type Group, isActive, type Member, required, validationError, withMember } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import type { Reconciler } from "./reconciler.ts";
import { groupNamed, groupOfInstance, type Store } from "./store.ts";

/** An instance as DescribeAutoScalingGroups shows it. */
export const shownInstance = (member: Member): Instance => ({
  InstanceId: member.id,
  InstanceType: member.instanceType,
  AvailabilityZone: member.subnet.zone,
  LifecycleState: member.state,
  HealthStatus: member.unhealthy === undefined ? "Healthy" : "Unhealthy",
  LaunchTemplate:
    member.launchTemplate === undefined
      ? undefined
      : {
          LaunchTemplateId: member.launchTemplate.id,
          LaunchTemplateName: member.launchTemplate.name,
          Version: member.launchTemplate.version,
        },
  ProtectedFromScaleIn: member.protectedFromScaleIn,
});

/** DescribeAutoScalingInstances writes the health status in capitals, other than DescribeAutoScalingGroups. */
const instanceDetails = (group: Group, member: Member): AutoScalingInstanceDetails => ({
  ...shownInstance(member),
  AutoScalingGroupName: group.name,
  HealthStatus: member.unhealthy === undefined ? "HEALTHY" : "UNHEALTHY",
});

const mostProtected = 50;

/** Operations on single instances. */
export const instanceOperations = (
  clock: Clock,
  store: Store,
  effects: Effects,
  permissions: Permissions,
  reconciler: Reconciler,
  pageSize: number,
) => {
  const found = (instance: string | undefined): { group: Group; member: Member } => {
    const id = required(instance, "instanceId");
    const group = groupOfInstance(store, id);
    const member = group.members.find((one) => one.id === id);
    if (member === undefined) throw validationError(`Instance ${id} is not part of Auto Scaling group ${group.name}.`);
    return { group, member };
  };

  return {
    DescribeAutoScalingInstances: operation<
      DescribeAutoScalingInstancesCommandInput,
      DescribeAutoScalingInstancesCommandOutput
    >({
      accepts: ["InstanceIds", "MaxRecords", "NextToken"],
      run: ({ InstanceIds: ids = [], MaxRecords, NextToken }) => {
        const instances = store.groups
          .seenValues()
          .flatMap((group) => group.members.map((member) => instanceDetails(group, member)))
          .filter((instance) => ids.length === 0 || ids.includes(instance.InstanceId ?? ""));
        const { items, next } = page(instances, NextToken, MaxRecords, pageSize);
        return { AutoScalingInstances: items, NextToken: next };
      },
    }),

    TerminateInstanceInAutoScalingGroup: operation<
      TerminateInstanceInAutoScalingGroupCommandInput,
      TerminateInstanceInAutoScalingGroupCommandOutput
    >({
      accepts: ["InstanceId", "ShouldDecrementDesiredCapacity"],
      needs: permissions.onGroupOf("TerminateInstanceInAutoScalingGroup"),
      run: ({ InstanceId, ShouldDecrementDesiredCapacity }) => {
        const decrement = required(ShouldDecrementDesiredCapacity, "shouldDecrementDesiredCapacity");
        const { group, member } = found(InstanceId);
        const { DesiredCapacity: desired, MinSize } = group.settings;
        if (!isActive(member))
          throw new AwsError(
            "ScalingActivityInProgressFault",
            `Scaling activity ${member.activity} is in progress and blocks this action`,
          );
        if (decrement && desired <= MinSize)
          throw validationError(
            `Currently, desiredSize equals minSize (${MinSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
          );
        const shrinking = decrement ? `, shrinking the capacity from ${desired} to ${desired - 1}` : "";
        if (decrement)
          store.groups.put(group.name, { ...group, settings: { ...group.settings, DesiredCapacity: desired - 1 } });
        const sentence = `an instance was taken out of service in response to a user request${shrinking}`;
        const activity = effects.terminate(group, member, at(clock.now(), sentence));
        reconciler.wake(group.name);
        return { Activity: shownActivity(store, activity) };
      },
    }),

    SetInstanceHealth: operation<SetInstanceHealthCommandInput, SetInstanceHealthCommandOutput>({
      accepts: ["InstanceId", "HealthStatus", "ShouldRespectGracePeriod"],
      needs: permissions.onGroupOf("SetInstanceHealth"),
      run: ({ InstanceId, HealthStatus, ShouldRespectGracePeriod = true }) => {
        const { group, member } = found(InstanceId);
        if (HealthStatus !== "Healthy" && HealthStatus !== "Unhealthy")
          throw validationError(`Valid instance health states are: [Healthy, Unhealthy]. Found: ${HealthStatus}`);
        const graceEnds = (member.inServiceAt ?? clock.now()) + group.settings.HealthCheckGracePeriod * 1000;
        // "by default, this call respects the grace period": within it the instance stays healthy.
        const ignored = HealthStatus === "Unhealthy" && ShouldRespectGracePeriod && clock.now() < graceEnds;
        if (ignored) return {};
        const unhealthy = HealthStatus === "Healthy" ? undefined : "user";
        store.groups.put(group.name, withMember(group, member.id, { unhealthy }));
        reconciler.wake(group.name);
        return {};
      },
    }),

    SetInstanceProtection: operation<SetInstanceProtectionCommandInput, SetInstanceProtectionCommandOutput>({
      accepts: ["InstanceIds", "AutoScalingGroupName", "ProtectedFromScaleIn"],
      needs: permissions.onGroup("SetInstanceProtection"),
      run: ({ InstanceIds, AutoScalingGroupName, ProtectedFromScaleIn }) => {
        const group = groupNamed(store, AutoScalingGroupName);
        const ids = required(InstanceIds, "instanceIds");
        const protectedFromScaleIn = required(ProtectedFromScaleIn, "protectedFromScaleIn");
        if (ids.length > mostProtected)
          throw new AwsError("LimitExceededFault", `At most ${mostProtected} instances can be specified`);
        for (const id of ids) {
          const member = group.members.find((one) => one.id === id);
          if (member === undefined)
            throw validationError(`The instance ${id} is not part of Auto Scaling group ${group.name}.`);
          if (member.state !== "InService")
            throw validationError(`The instance ${id} is not in InService or EnteringStandby or Standby.`);
        }
        const changed = ids.reduce((now, id) => withMember(now, id, { protectedFromScaleIn }), group);
        store.groups.put(group.name, changed);
        reconciler.wake(group.name);
        return {};
      },
    }),
  };
};
