/** A world's stack as AWS's describe answers tell it. */
import type { RunningWorld } from "../../running-world.ts";
import { documentOf, type StackDocument } from "../../stacks/stack-document.ts";

type Answer = Readonly<Record<string, unknown>>;

/** Every item of a list, page by page. */
const all = async (world: RunningWorld, service: string, operation: string, list: string, input: object = {}) => {
  const items: Answer[] = [];
  for (let token: object = {}; ; ) {
    const page = (await world.operate(service, operation, { ...input, ...token })) as Answer;
    items.push(...((page[list] ?? []) as Answer[]));
    if (page.NextMarker !== undefined) token = { Marker: page.NextMarker };
    else if (page.NextToken !== undefined) token = { NextToken: page.NextToken };
    else return items;
  }
};

/** What stands in a world, as somebody would save AWS's answers. */
export const snapshotOf = async (world: RunningWorld): Promise<StackDocument> => {
  const elb = (operation: string, list: string, input: object = {}) =>
    all(world, "elasticloadbalancing", operation, list, input);
  const loadBalancers = await elb("DescribeLoadBalancers", "LoadBalancers");
  const listeners = await Promise.all(
    loadBalancers.map(({ LoadBalancerArn }) => elb("DescribeListeners", "Listeners", { LoadBalancerArn })),
  ).then((found) => found.flat());
  const rules = await Promise.all(
    listeners.map(({ ListenerArn }) => elb("DescribeRules", "Rules", { ListenerArn })),
  ).then((found) => found.flat());
  const targetGroups = await elb("DescribeTargetGroups", "TargetGroups");
  const attributes = async (operation: string, key: string, of: readonly Answer[]) =>
    Object.fromEntries(
      await Promise.all(of.map(async (one) => [one[key], await elb(operation, "Attributes", { [key]: one[key] })])),
    );
  const arns = [...loadBalancers, ...targetGroups].map((one) => one.LoadBalancerArn ?? one.TargetGroupArn);
  const tags = await Promise.all(
    arns.map((arn) => elb("DescribeTags", "TagDescriptions", { ResourceArns: [arn] })),
  ).then((found) => found.flat());
  const groups = await all(world, "autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups");
  const hooks = await Promise.all(
    groups.map(({ AutoScalingGroupName }) =>
      all(world, "autoscaling", "DescribeLifecycleHooks", "LifecycleHooks", { AutoScalingGroupName }),
    ),
  ).then((found) => found.flat());
  const templates = await all(world, "ec2", "DescribeLaunchTemplates", "LaunchTemplates");
  const versions = await Promise.all(
    templates.map(({ LaunchTemplateId }) =>
      all(world, "ec2", "DescribeLaunchTemplateVersions", "LaunchTemplateVersions", { LaunchTemplateId }),
    ),
  ).then((found) => found.flat());
  return documentOf({
    LoadBalancers: loadBalancers,
    LoadBalancerAttributes: await attributes("DescribeLoadBalancerAttributes", "LoadBalancerArn", loadBalancers),
    Listeners: listeners,
    Rules: rules,
    TargetGroups: targetGroups,
    TargetGroupAttributes: await attributes("DescribeTargetGroupAttributes", "TargetGroupArn", targetGroups),
    TagDescriptions: tags,
    AutoScalingGroups: groups,
    LifecycleHooks: hooks,
    ScalingPolicies: await all(world, "autoscaling", "DescribePolicies", "ScalingPolicies"),
    ScheduledUpdateGroupActions: await all(
      world,
      "autoscaling",
      "DescribeScheduledActions",
      "ScheduledUpdateGroupActions",
    ),
    MetricAlarms: await all(world, "monitoring", "DescribeAlarms", "MetricAlarms"),
    LaunchTemplates: templates,
    LaunchTemplateVersions: versions,
    SecurityGroups: await all(world, "ec2", "DescribeSecurityGroups", "SecurityGroups"),
    Vpcs: await all(world, "ec2", "DescribeVpcs", "Vpcs"),
    Subnets: await all(world, "ec2", "DescribeSubnets", "Subnets"),
    Images: await all(world, "ec2", "DescribeImages", "Images"),
  } as unknown as Partial<StackDocument>);
};
