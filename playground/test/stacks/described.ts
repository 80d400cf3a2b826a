/** A world's stack as AWS's describe answers tell it, and documents made comparable. */
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

/** What each id of a document stands for. */
const meanings = (document: StackDocument): ReadonlyMap<string, string> => {
  const meaning = new Map<string | undefined, string>();
  for (const { VpcId, CidrBlock } of document.Vpcs) meaning.set(VpcId, "the VPC").set(CidrBlock, "inside");
  for (const { VpcId } of [...document.LoadBalancers, ...document.TargetGroups, ...document.SecurityGroups])
    meaning.set(VpcId, "the VPC");
  for (const one of document.SecurityGroups) meaning.set(one.GroupId, `security group ${one.GroupName}`);
  for (const { AvailabilityZones = [] } of document.LoadBalancers)
    for (const { SubnetId, ZoneName } of AvailabilityZones) meaning.set(SubnetId, `subnet in ${ZoneName?.at(-1)}`);
  for (const one of document.Subnets) meaning.set(one.SubnetId, `subnet in ${one.AvailabilityZone?.at(-1)}`);
  for (const { LoadBalancerArn: arn = "", LoadBalancerName } of document.LoadBalancers)
    meaning.set(arn, `load balancer ${LoadBalancerName}`).set(arn.split(":loadbalancer/")[1], `lb ${LoadBalancerName}`);
  for (const { TargetGroupArn: arn = "", TargetGroupName } of document.TargetGroups)
    meaning.set(arn, `target group ${TargetGroupName}`).set(arn.split(":").at(-1), `tg ${TargetGroupName}`);
  for (const one of document.Listeners) meaning.set(one.ListenerArn, `listener ${one.Port}`);
  for (const { RuleArn, Priority } of document.Rules) meaning.set(RuleArn, `rule ${Priority}`);
  for (const one of document.LaunchTemplates) meaning.set(one.LaunchTemplateId, `template ${one.LaunchTemplateName}`);
  for (const one of document.ScalingPolicies) meaning.set(one.PolicyARN, `policy ${one.PolicyName}`);
  for (const { LaunchTemplateData } of document.LaunchTemplateVersions)
    meaning.set(LaunchTemplateData?.ImageId, "an image");
  meaning.delete(undefined);
  return meaning as ReadonlyMap<string, string>;
};

/** The document with what its ids stand for in place of them: two of one stack are equal where somebody would look. */
export const withoutIds = (document: StackDocument): StackDocument => {
  // The longest first: an ARN holds shorter names.
  const meaning = [...meanings(document)].toSorted(([a], [b]) => b.length - a.length);
  const named = (value: unknown): unknown => {
    if (typeof value === "string") {
      if (/^arn:aws:acm:/.test(value)) return "a certificate";
      const told = meaning.reduce((text, [id, stands]) => text.replaceAll(id, stands), value);
      return told.replace(/^(arn:aws:\w+:)[^:]*:\d{12}:/, "$1somewhere:");
    }
    if (Array.isArray(value)) return value.map(named);
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, named(held)]));
  };
  return named(document) as StackDocument;
};
