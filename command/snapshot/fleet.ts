/** The Auto Scaling groups behind a load balancer as AWS describes them, with all that belongs to them. */
import { type AutoScalingGroup, paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import type { StackDocument } from "@sarcelle/playground/stacks";
import { describeAlarms } from "../../src/resources/describe-alarms.ts";
import {
  hooksOf,
  notificationsOf,
  policiesOf,
  scheduledActionsOf,
} from "../../src/resources/describe-group-members.ts";
import { describeLaunchTemplate, describeVersions } from "../../src/resources/describe-launch-template.ts";
import type { Clients } from "../../src/resources/kinds.ts";
import type { Taken } from "./load-balancing.ts";

/** Every group that registers with one of these target groups, or has an instance that is a target of one. */
const groupsBehind = async (
  { autoScaling }: Pick<Clients, "autoScaling">,
  { TargetGroups, TargetHealthDescriptions }: Pick<StackDocument, "TargetGroups" | "TargetHealthDescriptions">,
): Promise<readonly AutoScalingGroup[]> => {
  const arns = new Set(TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn));
  const targets = new Set(
    Object.values(TargetHealthDescriptions).flatMap((all) => all.map(({ Target }) => Target?.Id)),
  );
  const found: AutoScalingGroup[] = [];
  for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups({ client: autoScaling }, {}))
    found.push(
      ...AutoScalingGroups.filter(
        ({ TargetGroupARNs = [], Instances = [] }) =>
          TargetGroupARNs.some((arn) => arns.has(arn)) || Instances.some(({ InstanceId }) => targets.has(InstanceId)),
      ),
    );
  return found;
};

/** The templates that a group launches from, with the versions of each that it names. */
const specifications = ({ LaunchTemplate, MixedInstancesPolicy }: AutoScalingGroup) => {
  const { LaunchTemplateSpecification: own, Overrides = [] } = MixedInstancesPolicy?.LaunchTemplate ?? {};
  return [LaunchTemplate, own, ...Overrides.map((override) => override.LaunchTemplateSpecification)].flatMap((one) =>
    one?.LaunchTemplateId === undefined ? [] : [{ id: one.LaunchTemplateId, version: one.Version ?? "$Default" }],
  );
};

const templatesOf = async ({ ec2 }: Pick<Clients, "ec2">, groups: readonly AutoScalingGroup[]) => {
  const wanted = Map.groupBy(groups.flatMap(specifications), ({ id }) => id);
  return Promise.all(
    [...wanted].map(async ([LaunchTemplateId, named]) => {
      const versions = [...new Set([...named.map(({ version }) => version), "$Latest", "$Default"])];
      const [template, described] = await Promise.all([
        describeLaunchTemplate(ec2, { LaunchTemplateId }),
        describeVersions(ec2, { LaunchTemplateId }, versions),
      ]);
      // One version may have several of these names.
      const once = new Map(described.map((version) => [version.VersionNumber, version]));
      return { template, versions: [...once.values()] };
    }),
  );
};

const allOf = async <Item>(
  groups: readonly AutoScalingGroup[],
  ask: (group: string) => Promise<readonly Item[]>,
): Promise<readonly Item[]> =>
  (await Promise.all(groups.map(({ AutoScalingGroupName = "" }) => ask(AutoScalingGroupName)))).flat();

/** What groups need that the file has no place for. */
const leftOf = ({ AutoScalingGroupName: name, LaunchConfigurationName, LoadBalancerNames = [] }: AutoScalingGroup) => [
  ...(LaunchConfigurationName === undefined ? [] : [`the launch configuration of group ${name}, but its name`]),
  ...(LoadBalancerNames.length === 0 ? [] : [`the classic load balancers of group ${name}, but their names`]),
];

/** The groups, and what they launch and do by themselves. */
export const takeFleet = async (
  clients: Clients,
  behind: Pick<StackDocument, "TargetGroups" | "TargetHealthDescriptions">,
) => {
  const { autoScaling, cloudWatch } = clients;
  const groups = await groupsBehind(clients, behind);
  const policies = await allOf(groups, (group) => policiesOf(autoScaling, group));
  const names = policies.flatMap(({ Alarms = [] }) => Alarms.flatMap(({ AlarmName }) => AlarmName ?? []));
  const alarms = await describeAlarms(cloudWatch, [...new Set(names)]);
  const templates = await templatesOf(clients, groups);
  const lists = {
    AutoScalingGroups: groups,
    LifecycleHooks: await allOf(groups, (group) => hooksOf(autoScaling, group)),
    ScalingPolicies: policies,
    ScheduledUpdateGroupActions: await allOf(groups, (group) => scheduledActionsOf(autoScaling, group)),
    NotificationConfigurations: await allOf(groups, (group) => notificationsOf(autoScaling, group)),
    MetricAlarms: alarms.map(({ alarm }) => alarm),
    LaunchTemplates: templates.flatMap(({ template }) => template ?? []),
    LaunchTemplateVersions: templates.flatMap(({ versions }) => versions),
  };
  return {
    // As they stand in the file, which is JSON: there times are texts, where the SDK's types have dates.
    lists: lists as unknown as Taken<keyof typeof lists>["lists"],
    alarmTags: alarms.flatMap(({ alarm, tags }) =>
      tags.length === 0 ? [] : [{ ResourceArn: alarm.AlarmArn, Tags: [...tags] }],
    ),
    left: groups.flatMap(leftOf),
  };
};
