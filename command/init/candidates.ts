/** The Auto Scaling groups that could be environments, and what they are behind. */
import { type AutoScalingGroup, paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { DescribeLoadBalancersCommand, DescribeTargetGroupsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ownershipTags } from "../../src/deployment/ownership-tags.ts";
import { tagsOf } from "../../src/resources/described/tags.ts";
import type { Clients } from "../../src/resources/kinds.ts";
import { allPages } from "../../src/resources/pages.ts";

/** A group that is no environment's yet. */
export interface Candidate {
  readonly name: string;
  readonly instances: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The names of the load balancers that forward to its target groups, sorted. */
  readonly loadBalancers: readonly string[];
}

/** What there is in the account, as far as an environment may be made of it. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** The others, each with the environment that it is of. */
  readonly taken: ReadonlyMap<string, string>;
}

const groupsOf = async ({ autoScaling }: Pick<Clients, "autoScaling">): Promise<readonly AutoScalingGroup[]> => {
  const groups: AutoScalingGroup[] = [];
  for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups({ client: autoScaling }, {}))
    groups.push(...AutoScalingGroups);
  return groups;
};

/** The ARNs of the load balancers that forward to a target group, by its ARN, and the names of all load balancers by theirs. */
const loadBalancing = async ({ loadBalancing: elb }: Pick<Clients, "loadBalancing">) => {
  const targetGroups = await allPages(async (Marker) => {
    const answer = await elb.send(new DescribeTargetGroupsCommand({ Marker }));
    return [answer.TargetGroups, answer.NextMarker];
  });
  const loadBalancers = await allPages(async (Marker) => {
    const answer = await elb.send(new DescribeLoadBalancersCommand({ Marker }));
    return [answer.LoadBalancers, answer.NextMarker];
  });
  return {
    before: new Map(
      targetGroups.map(({ TargetGroupArn = "", LoadBalancerArns = [] }): [string, readonly string[]] => [
        TargetGroupArn,
        LoadBalancerArns,
      ]),
    ),
    names: new Map(
      loadBalancers.map(({ LoadBalancerArn = "", LoadBalancerName = "" }): [string, string] => [
        LoadBalancerArn,
        LoadBalancerName,
      ]),
    ),
  };
};

/** Reads every group of the account and region; changes nothing. `registered` says which are an environment's, by their names. */
export const findCandidates = async (
  clients: Clients,
  registered: ReadonlyMap<string, string>,
): Promise<Candidates> => {
  const { before, names } = await loadBalancing(clients);
  const taken = new Map<string, string>();
  const candidates: Candidate[] = [];
  for (const { AutoScalingGroupName: name = "", Instances = [], Tags, TargetGroupARNs = [] } of await groupsOf(
    clients,
  )) {
    const tags = tagsOf(Tags);
    const owner = registered.get(name) ?? tags[ownershipTags.environment];
    if (owner !== undefined) taken.set(name, owner);
    else {
      const arns = TargetGroupARNs.flatMap((arn) => before.get(arn) ?? []);
      const loadBalancers = [...new Set(arns.flatMap((arn) => names.get(arn) ?? []))].toSorted();
      candidates.push({ name, instances: Instances.length, tags, loadBalancers });
    }
  }
  return { candidates: candidates.toSorted((a, b) => (a.name < b.name ? -1 : 1)), taken };
};
