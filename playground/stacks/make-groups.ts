import {
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  EnableMetricsCollectionCommand,
  type LaunchTemplateOverrides,
  type LaunchTemplateSpecification,
  type LifecycleHook,
  type LifecycleHookSpecification,
  type MixedInstancesPolicy,
  PutNotificationConfigurationCommand,
  PutScalingPolicyCommand,
  PutScheduledUpdateGroupActionCommand,
  PutWarmPoolCommand,
  type ScalingPolicy,
  type ScheduledUpdateGroupAction,
  SuspendProcessesCommand,
} from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../world/aws-error.ts";
import { answered, type Builder } from "./builder.ts";
import { versionHere } from "./make-launch-templates.ts";
import { givenMembers } from "./members.ts";
import { Undescribed } from "./references.ts";

/** AWS answers both id and name of a launch template, and takes one. */
const specified = (
  builder: Builder,
  { LaunchTemplateId, LaunchTemplateName, Version }: LaunchTemplateSpecification,
) => {
  const template = builder.document.LaunchTemplates.find(
    (one) => one.LaunchTemplateId === LaunchTemplateId || one.LaunchTemplateName === LaunchTemplateName,
  );
  if (template === undefined)
    throw new Undescribed(
      `launch template ${LaunchTemplateName ?? LaunchTemplateId} is named, but none of LaunchTemplates`,
    );
  return {
    LaunchTemplateId: builder.references.mapped(template.LaunchTemplateId),
    ...(Version === undefined ? {} : { Version: versionHere(builder, template, Version) }),
  };
};

const override = (
  builder: Builder,
  { LaunchTemplateSpecification: own, ...rest }: LaunchTemplateOverrides,
): LaunchTemplateOverrides => ({
  ...rest,
  ...(own === undefined ? {} : { LaunchTemplateSpecification: specified(builder, own) }),
});

const mixed = (builder: Builder, { LaunchTemplate = {}, ...rest }: MixedInstancesPolicy): MixedInstancesPolicy => ({
  ...rest,
  LaunchTemplate: {
    LaunchTemplateSpecification: specified(builder, LaunchTemplate.LaunchTemplateSpecification ?? {}),
    ...(LaunchTemplate.Overrides === undefined
      ? {}
      : { Overrides: LaunchTemplate.Overrides.map((one) => override(builder, one)) }),
  },
});

const hookOf = ({ references }: Builder, hook: LifecycleHook): LifecycleHookSpecification => ({
  LifecycleHookName: undefined,
  LifecycleTransition: undefined,
  ...references.mapped(givenMembers("LifecycleHooks", hook)),
});

const makeGroup = async (builder: Builder, group: AutoScalingGroup): Promise<void> => {
  const { document, references, clients, made, found } = builder;
  const { AutoScalingGroupName: name, LaunchTemplate, MixedInstancesPolicy, TrafficSources = [] } = group;
  if (TrafficSources.some(({ Type = "elbv2" }) => Type !== "elbv2"))
    throw new NotEmulated("traffic sources other than target groups");
  const settings = references.mapped(givenMembers("AutoScalingGroups", group));
  const subnets = (group.VPCZoneIdentifier ?? "").split(",").map((id) => references.mapped(id.trim()));
  const tags = (group.Tags ?? []).filter(({ Key = "" }) => !Key.startsWith("aws:"));
  const hooks = document.LifecycleHooks.filter(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
  const input = {
    AutoScalingGroupName: undefined,
    MinSize: undefined,
    MaxSize: undefined,
    ...settings,
    ...(LaunchTemplate === undefined ? {} : { LaunchTemplate: specified(builder, LaunchTemplate) }),
    ...(MixedInstancesPolicy === undefined ? {} : { MixedInstancesPolicy: mixed(builder, MixedInstancesPolicy) }),
    VPCZoneIdentifier: [...new Set(subnets)].join(","),
    Tags: tags.map(({ Key, Value, PropagateAtLaunch }) => ({ Key, Value, PropagateAtLaunch })),
    ...(hooks.length === 0 ? {} : { LifecycleHookSpecificationList: hooks.map((hook) => hookOf(builder, hook)) }),
  };
  await found(() => clients.autoScaling.send(new CreateAutoScalingGroupCommand(input)));
  made.push({ kind: "Auto Scaling group", id: name ?? "", name: name ?? "" });
  await configureGroup(builder, group);
};

/** What a group is told after it was made. */
const configureGroup = async ({ clients: { autoScaling } }: Builder, group: AutoScalingGroup): Promise<void> => {
  const { AutoScalingGroupName, SuspendedProcesses = [], EnabledMetrics = [], WarmPoolConfiguration } = group;
  if (SuspendedProcesses.length > 0) {
    const ScalingProcesses = SuspendedProcesses.flatMap(({ ProcessName }) => ProcessName ?? []);
    await autoScaling.send(new SuspendProcessesCommand({ AutoScalingGroupName, ScalingProcesses }));
  }
  if (EnabledMetrics.length > 0) {
    const Metrics = EnabledMetrics.flatMap(({ Metric }) => Metric ?? []);
    await autoScaling.send(
      new EnableMetricsCollectionCommand({ AutoScalingGroupName, Granularity: "1Minute", Metrics }),
    );
  }
  if (WarmPoolConfiguration === undefined || WarmPoolConfiguration.Status !== undefined) return;
  const { Status: _, ...pool } = WarmPoolConfiguration;
  await autoScaling.send(new PutWarmPoolCommand({ AutoScalingGroupName, ...pool }));
};

/** By what it is known whether a group could be made; its name may be another thing's, too. */
const groupKey = (name: string | undefined) => `Auto Scaling group ${name}`;

const makePolicy = async ({ references, clients }: Builder, policy: ScalingPolicy): Promise<void> => {
  references.mapped(groupKey(policy.AutoScalingGroupName));
  const settings = references.mapped(givenMembers("ScalingPolicies", policy));
  const { PolicyARN } = await clients.autoScaling.send(
    new PutScalingPolicyCommand({ AutoScalingGroupName: undefined, PolicyName: undefined, ...settings }),
  );
  references.add(policy.PolicyARN, answered(PolicyARN, "a policy"));
};

/** Of an action that comes back, AWS answers when it comes next. */
const startOf = ({ Recurrence, StartTime }: Pick<ScheduledUpdateGroupAction, "Recurrence" | "StartTime">) =>
  Recurrence === undefined && StartTime !== undefined ? { StartTime } : {};

const makeNotifications = async ({ document, references, clients, attempt }: Builder): Promise<void> => {
  const wanted = Map.groupBy(
    document.NotificationConfigurations,
    ({ AutoScalingGroupName, TopicARN }) => `${AutoScalingGroupName} ${TopicARN}`,
  );
  for (const ofOne of wanted.values()) {
    const [{ AutoScalingGroupName, TopicARN } = {}] = ofOne;
    await attempt(`notifications of group ${AutoScalingGroupName}`, [], async () => {
      references.mapped(groupKey(AutoScalingGroupName));
      await clients.autoScaling.send(
        new PutNotificationConfigurationCommand({
          AutoScalingGroupName,
          TopicARN: references.mapped(TopicARN),
          NotificationTypes: ofOne.flatMap(({ NotificationType }) => NotificationType ?? []),
        }),
      );
    });
  }
};

/** The groups with their hooks, policies, scheduled actions and notifications. */
export const makeGroups = async (builder: Builder): Promise<void> => {
  const { document, references, clients, attempt } = builder;
  for (const one of document.AutoScalingGroups)
    await attempt(`Auto Scaling group ${one.AutoScalingGroupName}`, [groupKey(one.AutoScalingGroupName)], () =>
      makeGroup(builder, one),
    );
  for (const one of document.ScheduledUpdateGroupActions)
    await attempt(`scheduled action ${one.ScheduledActionName}`, [], async () => {
      references.mapped(groupKey(one.AutoScalingGroupName));
      const settings = references.mapped(givenMembers("ScheduledUpdateGroupActions", one));
      const named = { AutoScalingGroupName: undefined, ScheduledActionName: undefined, ...settings, ...startOf(one) };
      await clients.autoScaling.send(new PutScheduledUpdateGroupActionCommand(named));
    });
  for (const one of document.ScalingPolicies)
    await attempt(`scaling policy ${one.PolicyName}`, [one.PolicyARN], () => makePolicy(builder, one));
  await makeNotifications(builder);
};
