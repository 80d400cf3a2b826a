import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
  type Rule,
  type TargetGroup,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Facts } from "../../inventory/model.ts";
import type { PageOf } from "../../inventory/sweep.ts";
import { tagsOf } from "../../resources/described/tags.ts";
import { describeExisting, isMissing } from "../describe-existing.ts";

type Client = ElasticLoadBalancingV2Client;
type Tags = Facts["tags"];

/** "You can specify up to 20" load balancers, or resources whose tags are described, in one call. */
const most = 20;

const gathered = async <Page, T>(pages: AsyncIterable<Page>, of: (page: Page) => readonly T[] | undefined) => {
  const all: T[] = [];
  for await (const page of pages) all.push(...(of(page) ?? []));
  return all;
};

/** Nothing, of what went while it was read. */
const ifThere = async <T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> => {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

/** Load balancers by ARN; those that are gone are left out. */
export const loadBalancersByArn = (client: Client, arns: readonly string[]): Promise<readonly LoadBalancer[]> =>
  describeExisting(arns, most, (LoadBalancerArns) =>
    gathered(paginateDescribeLoadBalancers({ client }, { LoadBalancerArns }), (page) => page.LoadBalancers),
  );

/** Listeners by ARN; those that are gone are left out. */
export const listenersByArn = (client: Client, arns: readonly string[]): Promise<readonly Listener[]> =>
  describeExisting(arns, most, (ListenerArns) =>
    gathered(paginateDescribeListeners({ client }, { ListenerArns }), (page) => page.Listeners),
  );

/** Rules by ARN, default ones too; those that are gone are left out. */
export const rulesByArn = (client: Client, arns: readonly string[]): Promise<readonly Rule[]> =>
  describeExisting(arns, most, (RuleArns) =>
    gathered(paginateDescribeRules({ client }, { RuleArns }), (page) => page.Rules),
  );

/** Target groups by ARN; those that are gone are left out. */
export const targetGroupsByArn = (client: Client, arns: readonly string[]): Promise<readonly TargetGroup[]> =>
  describeExisting(arns, most, (TargetGroupArns) =>
    gathered(paginateDescribeTargetGroups({ client }, { TargetGroupArns }), (page) => page.TargetGroups),
  );

/** Tags by ARN; a resource that has gone meanwhile has none. */
export const tagsByArn = async (client: Client, arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> => {
  const described = await describeExisting(arns, most, async (ResourceArns) => {
    const { TagDescriptions } = await client.send(new DescribeTagsCommand({ ResourceArns }));
    return TagDescriptions ?? [];
  });
  return new Map(described.map(({ ResourceArn, Tags }) => [ResourceArn ?? "", tagsOf(Tags)]));
};

/** The listeners of a load balancer; none if that is gone. */
export const listenersOf = (client: Client, LoadBalancerArn: string): Promise<readonly Listener[]> =>
  ifThere(() => gathered(paginateDescribeListeners({ client }, { LoadBalancerArn }), (page) => page.Listeners));

/** "The listener must be associated with an Application Load Balancer", says CreateRule: others have none to ask for. */
const canHaveRules = (listenerArn: string): boolean => listenerArn.includes(":listener/app/");

/** The rules of a listener but for its default, which is the listener's own action. */
export const rulesOf = async (client: Client, ListenerArn: string): Promise<readonly Rule[]> => {
  if (!canHaveRules(ListenerArn)) return [];
  const all = await ifThere(() => gathered(paginateDescribeRules({ client }, { ListenerArn }), (page) => page.Rules));
  return all.filter(({ IsDefault }) => IsDefault !== true);
};

/** The attributes of a load balancer by name, such as `deletion_protection.enabled`; none if it is gone. */
export const loadBalancerAttributes = async (client: Client, LoadBalancerArn: string): Promise<Tags> =>
  tagsOf(
    await ifThere(async () => {
      const { Attributes } = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
      return Attributes ?? [];
    }),
  );

/**
 * DescribeTargetHealth takes one target group a call. One that no load balancer uses is not asked: "The target group is not used by any load
 * balancer" is all that AWS says of each of its targets then (`Target.NotInUse`).
 */
export const targetHealth = async (
  client: Client,
  { TargetGroupArn, LoadBalancerArns = [] }: TargetGroup,
): Promise<readonly TargetHealthDescription[] | undefined> => {
  if (LoadBalancerArns.length === 0) return undefined;
  return ifThere(async () => {
    const { TargetHealthDescriptions } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return TargetHealthDescriptions ?? [];
  });
};

/** Every load balancer, a page at a time, or those from a marker on. Those of other kinds than application, network and gateway are not here. */
export const loadBalancerPages = async function* (
  client: Client,
  startingToken?: string,
): AsyncGenerator<PageOf<LoadBalancer>> {
  const pages = paginateDescribeLoadBalancers({ client, startingToken }, { PageSize: 400 });
  for await (const { LoadBalancers, NextMarker } of pages) yield { items: LoadBalancers ?? [], next: NextMarker };
};

/** Every target group, a page at a time, or those from a marker on. */
export const targetGroupPages = async function* (
  client: Client,
  startingToken?: string,
): AsyncGenerator<PageOf<TargetGroup>> {
  const pages = paginateDescribeTargetGroups({ client, startingToken }, { PageSize: 400 });
  for await (const { TargetGroups, NextMarker } of pages) yield { items: TargetGroups ?? [], next: NextMarker };
};
