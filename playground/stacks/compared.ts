/** Documents made comparable: two of one stack differ in ids, and in what AWS alone fills in. */
import { givenMembers, madeLists } from "./members.ts";
import type { StackDocument } from "./stack-document.ts";

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

/** What a document says of what is made of it, by list: without ids, and without what AWS alone fills in. */
export const saidIn = (document: StackDocument): Readonly<Record<string, readonly object[]>> => {
  const without = withoutIds(document);
  return Object.fromEntries(madeLists.map((list) => [list, without[list].map((item) => givenMembers(list, item))]));
};
