import type {
  AutoScalingGroup,
  CreateAutoScalingGroupCommandInput,
  CreateAutoScalingGroupCommandOutput,
  DeleteAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommandOutput,
  DescribeAutoScalingGroupsCommandInput,
  DescribeAutoScalingGroupsCommandOutput,
  Filter,
  UpdateAutoScalingGroupCommandInput,
  UpdateAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import type { Fleet, TargetGroups } from "../../world/neighbours.ts";
import { page } from "../../world/pages.ts";
import { uuid } from "../../world/random.ts";
import { type Need, operation, type Surroundings } from "../../world/service.ts";
import { changeCapacity, constraints } from "./capacity.ts";
import { attached, type Group, groupNotFound, isActive, required, tagsOf, validationError } from "./group.ts";
import { createHook } from "./hooks.ts";
import { shownInstance } from "./instances.ts";
import { hookRoles, type Permissions, runInstances } from "./permissions.ts";
import type { Reconciler } from "./reconciler.ts";
import { changedSettings, newSettings, settable, subnetsOf } from "./settings.ts";
import { groupNamed, ofGroup, ownedBy, type Store } from "./store.ts";
import { mergedTags, shownTags } from "./tags.ts";
import { newSources } from "./traffic-sources.ts";
import type { WarmPool } from "./warm-pool.ts";

/** The quota: DescribeAccountLimits shows it. */
export const maxGroups = 500;

/** A group as DescribeAutoScalingGroups shows it. */
export const shownGroup = (group: Group, warmPool: WarmPool | undefined): AutoScalingGroup => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  ...group.settings,
  TerminationPolicies: [...group.settings.TerminationPolicies],
  AvailabilityZones: [...new Set(group.subnets.map((subnet) => subnet.zone))].sort(),
  LoadBalancerNames: [],
  TargetGroupARNs: attached(group).map((source) => source.arn),
  TrafficSources: attached(group).map((source) => ({ Identifier: source.arn, Type: "elbv2" })),
  Instances: group.members.map(shownInstance),
  CreatedTime: new Date(group.created),
  SuspendedProcesses: Object.entries(group.suspended).map(([ProcessName, SuspensionReason]) => ({
    ProcessName,
    SuspensionReason,
  })),
  EnabledMetrics: group.enabledMetrics.map((Metric) => ({ Metric, Granularity: "1Minute" })),
  Status: group.deleting ? "Delete in progress" : undefined,
  Tags: shownTags(group),
  ...(warmPool === undefined ? {} : { WarmPoolConfiguration: warmPool.configuration, WarmPoolSize: 0 }),
});

const matches = (group: Group, filters: readonly Filter[]): boolean => {
  const tags = tagsOf(group);
  return filters.every(({ Name = "", Values = [] }) => {
    if (Name === "tag-key") return Values.some((key) => Object.hasOwn(tags, key));
    if (Name === "tag-value") return Object.values(tags).some((value) => Values.includes(value));
    if (!Name.startsWith("tag:")) throw validationError(`Invalid filter name: ${Name}`);
    const value = tags[Name.slice("tag:".length)];
    return value !== undefined && Values.includes(value);
  });
};

/** CreateAutoScalingGroup, DescribeAutoScalingGroups, UpdateAutoScalingGroup, DeleteAutoScalingGroup. */
export const groupOperations = (
  surroundings: Surroundings,
  store: Store,
  fleet: Fleet,
  targetGroups: TargetGroups,
  permissions: Permissions,
  reconciler: Reconciler,
) => {
  const { clock, random, account, region, pageSize } = surroundings;
  const usesTemplate = (input: UpdateAutoScalingGroupCommandInput): readonly Need[] =>
    input.LaunchTemplate || input.MixedInstancesPolicy ? [runInstances] : [];
  /** Only a role of one's own has to be passed; the default service-linked role is Auto Scaling's. */
  const ownRole = (arn: string | undefined) => (arn?.endsWith("/AWSServiceRoleForAutoScaling") ? undefined : arn);

  const refuseName = (name: string) => {
    if (!/^[\x21-\x39\x3b-\x7e]+( [\x21-\x39\x3b-\x7e]+)*$/.test(name) || name.length > 255)
      throw validationError("The Auto Scaling group name must be 1 to 255 printable characters without a colon (:)");
    const twin = store.groups.get(name);
    if (twin)
      throw new AwsError(
        "AlreadyExistsFault",
        `AutoScalingGroup by this name already exists - A group with the name ${name} already exists${twin.deleting ? " and is pending delete" : ""}`,
      );
    if (store.groups.values().length >= maxGroups)
      throw new AwsError("LimitExceededFault", `You have reached the limit of ${maxGroups} AutoScalingGroups`);
  };

  const create = (input: CreateAutoScalingGroupCommandInput): Group => {
    const name = required(input.AutoScalingGroupName, "autoScalingGroupName");
    required(input.MinSize, "minSize");
    required(input.MaxSize, "maxSize");
    refuseName(name);
    const settings = newSettings(fleet, account, input);
    const empty: Group = {
      name,
      arn: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:${uuid(random)}:autoScalingGroupName/${name}`,
      created: clock.now(),
      settings: { ...settings, DesiredCapacity: 0 },
      subnets: subnetsOf(fleet, settings.VPCZoneIdentifier, input.AvailabilityZones),
      tags: mergedTags([], input.Tags ?? []),
      // "Target groups also have an InService state if you attach them in the CreateAutoScalingGroup API call."
      trafficSources: newSources(targetGroups, [], input).map((source) => ({ ...source, state: "InService" })),
      members: [],
      suspended: {},
      enabledMetrics: [],
      deleting: false,
      capacityChange: undefined,
      unreplaced: 0,
      launchFailures: 0,
      nextLaunchAt: 0,
      cooldown: settings.DefaultCooldown,
      cooldownUntil: 0,
    };
    return changeCapacity(empty, settings, clock.now(), "a user request created an AutoScalingGroup");
  };

  const removeOwned = (name: string) => {
    for (const policy of ofGroup(store.policies, name)) store.policies.remove(ownedBy(name, policy.PolicyName));
    for (const action of ofGroup(store.scheduledActions, name))
      store.scheduledActions.remove(ownedBy(name, action.ScheduledActionName));
    for (const hook of ofGroup(store.hooks, name)) store.hooks.remove(ownedBy(name, hook.LifecycleHookName));
    for (const one of ofGroup(store.notifications, name)) store.notifications.remove(ownedBy(name, one.TopicARN));
    store.warmPools.remove(name);
  };

  const refuseDeletion = (group: Group, force: boolean) => {
    const protection = group.settings.DeletionProtection ?? "none";
    if (protection === "prevent-all-deletion" || (force && protection === "prevent-force-deletion"))
      throw validationError(
        `AutoScalingGroup ${group.name} cannot be deleted: its deletion protection is ${protection}`,
      );
    if (force || group.members.length === 0) return;
    if (group.members.some(isActive))
      throw new AwsError(
        "ResourceInUseFault",
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
      );
    throw new AwsError(
      "ScalingActivityInProgressFault",
      "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.",
    );
  };

  return {
    CreateAutoScalingGroup: operation<CreateAutoScalingGroupCommandInput, CreateAutoScalingGroupCommandOutput>({
      accepts: [
        "AutoScalingGroupName",
        ...settable,
        "TargetGroupARNs",
        "TrafficSources",
        "LifecycleHookSpecificationList",
        "Tags",
      ],
      needs: (input) => [
        permissions.need(
          "CreateAutoScalingGroup",
          input.AutoScalingGroupName,
          Object.fromEntries((input.Tags ?? []).map((tag) => [tag.Key ?? "", tag.Value ?? ""])),
        ),
        ...usesTemplate(input),
        ...permissions.passRoles([
          ownRole(input.ServiceLinkedRoleARN),
          ...hookRoles(input.LifecycleHookSpecificationList),
        ]),
      ],
      run: (input) => {
        const group = create(input);
        const hooks = (input.LifecycleHookSpecificationList ?? []).map((hook) => createHook(group.name, hook));
        store.groups.put(group.name, group);
        for (const hook of hooks) store.hooks.put(ownedBy(group.name, hook.LifecycleHookName), hook);
        reconciler.wake(group.name);
        return {};
      },
    }),

    DescribeAutoScalingGroups: operation<DescribeAutoScalingGroupsCommandInput, DescribeAutoScalingGroupsCommandOutput>(
      {
        accepts: ["AutoScalingGroupNames", "IncludeInstances", "NextToken", "MaxRecords", "Filters"],
        run: ({ AutoScalingGroupNames: names = [], IncludeInstances = true, NextToken, MaxRecords, Filters = [] }) => {
          const groups = store.groups
            .seenValues()
            .filter((group) => (names.length === 0 || names.includes(group.name)) && matches(group, Filters));
          const { items, next } = page(groups, NextToken, MaxRecords, pageSize);
          const shown = items.map((group) => shownGroup(group, store.warmPools.seen(group.name)));
          return {
            AutoScalingGroups: IncludeInstances ? shown : shown.map((group) => ({ ...group, Instances: [] })),
            NextToken: next,
          };
        },
      },
    ),

    UpdateAutoScalingGroup: operation<UpdateAutoScalingGroupCommandInput, UpdateAutoScalingGroupCommandOutput>({
      accepts: ["AutoScalingGroupName", ...settable],
      needs: (input) => [
        permissions.need("UpdateAutoScalingGroup", input.AutoScalingGroupName),
        ...usesTemplate(input),
        ...permissions.passRoles([ownRole(input.ServiceLinkedRoleARN)]),
      ],
      run: ({ AvailabilityZones, ...input }) => {
        const group = groupNamed(store, input.AutoScalingGroupName);
        const settings = changedSettings(fleet, group.settings, input);
        const subnets =
          input.VPCZoneIdentifier === undefined && AvailabilityZones === undefined
            ? group.subnets
            : subnetsOf(fleet, settings.VPCZoneIdentifier, AvailabilityZones);
        const { MinSize, MaxSize, DesiredCapacity } = group.settings;
        const unbounded = { ...group, subnets, settings: { ...settings, MinSize, MaxSize, DesiredCapacity } };
        const changed = changeCapacity(unbounded, settings, clock.now(), `a user request ${constraints(settings)}`);
        // What made launches fail may just have been put right.
        store.groups.put(group.name, { ...changed, nextLaunchAt: clock.now() });
        reconciler.wake(group.name);
        return {};
      },
    }),

    DeleteAutoScalingGroup: operation<DeleteAutoScalingGroupCommandInput, DeleteAutoScalingGroupCommandOutput>({
      accepts: ["AutoScalingGroupName", "ForceDelete"],
      needs: permissions.onGroup("DeleteAutoScalingGroup"),
      run: ({ AutoScalingGroupName, ForceDelete = false }) => {
        const group = store.groups.get(required(AutoScalingGroupName, "autoScalingGroupName"));
        if (group === undefined) throw groupNotFound(AutoScalingGroupName ?? "");
        refuseDeletion(group, ForceDelete);
        removeOwned(group.name);
        if (group.members.length === 0) store.groups.remove(group.name);
        else store.groups.put(group.name, { ...group, deleting: true });
        reconciler.wake(group.name);
        return {};
      },
    }),
  };
};
