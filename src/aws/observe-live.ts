/** Reads from AWS all that an upgrade needs, into one plain value. */
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DescribeSecurityGroupsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Environment, placeholderPorts } from "../deployment/environment.ts";
import { ownershipTags } from "../deployment/ownership-tags.ts";
import { adoptTargets, type DescribedListener, type Live, type Lost } from "../deployment/upgrade/live.ts";
import { isMarked } from "../deployment/upgrade/ownership.ts";
import { alarmNames } from "../deployment/upgrade/twin-alarms.ts";
import { greenGroup } from "../deployment/upgrade/twin-group.ts";
import { greenTargetGroup } from "../deployment/upgrade/twin-target-groups.ts";
import type { Twins } from "../deployment/upgrade/twins.ts";
import { NotAsRegistered, UnknownField } from "../errors.ts";
import { deletionProtection } from "../resources/deletion-protection.ts";
import { describeAlarms } from "../resources/describe-alarms.ts";
import { describeGroup } from "../resources/describe-group.ts";
import { hooksOf, notificationsOf, policiesOf, scheduledActionsOf } from "../resources/describe-group-members.ts";
import { describeLaunchTemplate, describeVersions } from "../resources/describe-launch-template.ts";
import { describeTags } from "../resources/describe-tags.ts";
import { describeTargetGroups, inDetail } from "../resources/describe-target-group.ts";
import { autoScalingGroupFields, launchTemplateOf } from "../resources/described/auto-scaling-group.ts";
import { refuseUncopyable } from "../resources/described/fields.ts";
import { placeholderId } from "../resources/described/ids.ts";
import { plain } from "../resources/described/plain.ts";
import { tagsOf } from "../resources/described/tags.ts";
import type { Clients } from "../resources/kinds.ts";
import { allPages } from "../resources/pages.ts";
import { describeListeners, describeLoadBalancer, describeRules } from "./load-balancer.ts";
import { standingFleet } from "./standing-fleet.ts";

const listenersOf = async (elb: ElasticLoadBalancingV2Client, loadBalancerArn: string) => {
  const described: DescribedListener[] = [];
  // One after the other: ELBv2's describe calls share a small bucket.
  for (const listener of await describeListeners(elb, loadBalancerArn))
    described.push({ listener: plain(listener), rules: plain(await describeRules(elb, listener.ListenerArn ?? "")) });
  return described;
};

const securityGroupsOf = async (ec2: EC2Client, ids: readonly string[]) => {
  // No ids would mean all security groups of the region.
  if (ids.length === 0) return [];
  const groups = await allPages(async (NextToken) => {
    const answer = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [...ids], NextToken }));
    return [answer.SecurityGroups, answer.NextToken];
  });
  return plain(groups);
};

const groupOf = async (autoScaling: AutoScalingClient, environment: Pick<Environment, "name" | "group">) => {
  const group = await describeGroup(autoScaling, environment.group);
  if (group === undefined)
    throw new NotAsRegistered(
      `There is no Auto Scaling group '${environment.group}', which environment '${environment.name}' registers. Where its instances are in no group: ${adoptTargets}`,
    );
  // Before anything that only groups with launch templates have is looked for.
  refuseUncopyable(`Auto Scaling group ${environment.group}`, autoScalingGroupFields, group);
  return group;
};

const launchTemplateOfGroup = async (ec2: EC2Client, group: Live["group"]) => {
  const { LaunchTemplateId = "", Version = "$Default" } = launchTemplateOf(group) ?? {};
  const [template, [version]] = await Promise.all([
    describeLaunchTemplate(ec2, { LaunchTemplateId }),
    describeVersions(ec2, { LaunchTemplateId }, [Version]),
  ]);
  if (template === null || version === undefined)
    throw new UnknownField(
      `Auto Scaling group ${group.AutoScalingGroupName} launches version ${Version} of launch template '${LaunchTemplateId}', which does not exist. Nothing was changed.`,
    );
  return { template, version };
};

const targetGroupsOf = async (elb: ElasticLoadBalancingV2Client, arns: readonly string[]) => {
  // No ARNs would mean all target groups of the region.
  if (arns.length === 0) return [];
  return Promise.all(
    (await describeTargetGroups(elb, { TargetGroupArns: [...arns] })).map((targetGroup) => inDetail(elb, targetGroup)),
  );
};

const alarmsOf = async (cloudWatch: CloudWatchClient, policies: Live["policies"]) =>
  describeAlarms(cloudWatch, alarmNames(policies));

/** Whether AWS refuses to delete a load balancer. */
export const isProtected = async (elb: ElasticLoadBalancingV2Client, arn: string): Promise<boolean> =>
  (await deletionProtection(elb).read(arn))?.enabled === true;

/** The live side of an environment, whole. Throws `NotAsRegistered` if its group or load balancer is not there. */
export const observeLive = async (
  { autoScaling, loadBalancing, ec2, cloudWatch }: Clients,
  environment: Pick<Environment, "name" | "group" | "loadBalancer" | "deletionProtection">,
): Promise<Live> => {
  const group = await groupOf(autoScaling, environment);
  const loadBalancer = plain(await describeLoadBalancer(loadBalancing, environment.loadBalancer));
  const policies = await policiesOf(autoScaling, environment.group);
  return {
    loadBalancer,
    securityGroups: await securityGroupsOf(ec2, loadBalancer.SecurityGroups ?? []),
    listeners: await listenersOf(loadBalancing, loadBalancer.LoadBalancerArn ?? ""),
    targetGroups: await targetGroupsOf(loadBalancing, group.TargetGroupARNs ?? []),
    group,
    launchTemplate: await launchTemplateOfGroup(ec2, group),
    policies,
    alarms: await alarmsOf(cloudWatch, policies),
    scheduledActions: await scheduledActionsOf(autoScaling, environment.group),
    lifecycleHooks: await hooksOf(autoScaling, environment.group),
    notifications: await notificationsOf(autoScaling, environment.group),
    ...(environment.deletionProtection === true && {
      deletionProtected: await isProtected(loadBalancing, loadBalancer.LoadBalancerArn ?? ""),
    }),
  };
};

/** The ARNs of the twin target groups, once they are made, by the live ones'. */
export const observeTwins = async (elb: ElasticLoadBalancingV2Client, live: Live): Promise<Twins> => {
  const made = await describeTargetGroups(elb, { Names: live.targetGroups.map(greenTargetGroup) });
  return new Map(
    live.targetGroups.map((target) => {
      const name = greenTargetGroup(target);
      const arn = made.find(({ TargetGroupName }) => TargetGroupName === name)?.TargetGroupArn;
      if (arn === undefined) throw new NotAsRegistered(`Target group '${name}', which the upgrade made, is not there.`);
      return [target.targetGroup.TargetGroupArn ?? "", arn];
    }),
  );
};

/** The ARNs of the twin's scaling policies, once they are made, by the live ones'. */
export const observeTwinPolicies = async (
  autoScaling: AutoScalingClient,
  live: Live,
): Promise<ReadonlyMap<string, string>> => {
  const made = await policiesOf(autoScaling, greenGroup(live.group.AutoScalingGroupName ?? ""));
  return new Map(
    live.policies.map(({ PolicyName, PolicyARN }) => {
      const arn = made.find((policy) => policy.PolicyName === PolicyName)?.PolicyARN;
      if (arn === undefined)
        throw new NotAsRegistered(`Policy '${PolicyName}' of the twin, which the upgrade made, is not there.`);
      return [PolicyARN ?? "", arn];
    }),
  );
};

/** By an ARN: whether it carries the environment's tags, and which side it says it is. */
const markOf = async (elb: ElasticLoadBalancingV2Client, arn: string, environment: string) => {
  const tags = tagsOf((await describeTags(elb, arn)) ?? []);
  return { isOurs: isMarked(tags, environment), side: tags[ownershipTags.side] ?? "" };
};

/** Target groups that carry the environment's tags and are neither the live group's nor their twins: as far as the load balancer or the green group has them. */
const lostTargetGroups = async (
  { autoScaling, loadBalancing }: Clients,
  environment: Environment,
  { loadBalancer, targetGroups }: Live,
  twins: Twins,
): Promise<Lost["targetGroups"]> => {
  const known = [...targetGroups.map(({ targetGroup }) => targetGroup.TargetGroupArn), ...twins.values()];
  const attached = (await describeGroup(autoScaling, greenGroup(environment.group)))?.TargetGroupARNs ?? [];
  const strange = attached.filter((arn) => !known.includes(arn));
  const forwardedTo = await describeTargetGroups(loadBalancing, {
    LoadBalancerArn: loadBalancer.LoadBalancerArn ?? "",
  });
  const others = strange.filter((arn) => !forwardedTo.some(({ TargetGroupArn }) => TargetGroupArn === arn));
  const candidates = [
    ...forwardedTo,
    ...(others.length === 0 ? [] : await describeTargetGroups(loadBalancing, { TargetGroupArns: others })),
  ];
  const lost: Lost["targetGroups"][number][] = [];
  for (const { TargetGroupArn: arn = "", TargetGroupName: name = "" } of candidates) {
    if (known.includes(arn)) continue;
    const { isOurs, side } = await markOf(loadBalancing, arn, environment.name);
    if (isOurs) lost.push({ arn, name, side, attached: attached.includes(arn) });
  }
  return lost;
};

/** The environment's own placeholder listeners, and those that it has no more. */
const ownPlaceholders = async ({ loadBalancing }: Clients, environment: Environment, { listeners }: Live) => {
  const production = environment.listeners.map(({ port }) => port);
  const ports = placeholderPorts(environment);
  const placeholders: string[] = [];
  const lost: Lost["listeners"][number][] = [];
  for (const { listener } of listeners) {
    const { LoadBalancerArn: loadBalancerArn = "", Port: port = 0, ListenerArn: arn = "" } = listener;
    if (production.includes(port) || !(await markOf(loadBalancing, arn, environment.name)).isOurs) continue;
    if (ports.includes(port)) placeholders.push(placeholderId.format({ loadBalancerArn, port }));
    else lost.push({ arn, port });
  }
  return { placeholders, lost };
};

/**
 * The live side, with what an earlier upgrade made of its twin and still stands, if there was one. `environment` is blue-green already if
 * its group says so by its tags.
 */
export const observeUpgraded = async (clients: Clients, environment: Environment): Promise<Live> => {
  const live = await observeLive(clients, environment);
  if (!isMarked(tagsOf(live.group.Tags), environment.name)) return live;
  const { loadBalancing } = clients;
  const twins = new Map<string, string>();
  for (const target of live.targetGroups) {
    const [twin] = await describeTargetGroups(loadBalancing, { Names: [greenTargetGroup(target)] });
    const { TargetGroupArn: arn } = twin ?? {};
    if (arn !== undefined && (await markOf(loadBalancing, arn, environment.name)).isOurs)
      twins.set(target.targetGroup.TargetGroupArn ?? "", arn);
  }
  const { placeholders, lost } = await ownPlaceholders(clients, environment, live);
  const fleet = await standingFleet(clients, live);
  const targetGroups = await lostTargetGroups(clients, environment, live, twins);
  return { ...live, standing: { twins, placeholders, fleet, lost: { listeners: lost, targetGroups } } };
};
