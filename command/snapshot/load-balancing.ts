/** A load balancer as AWS describes it, with all that stands behind it. */
import {
  DescribeListenerAttributesCommand,
  DescribeListenerCertificatesCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { StackDocument } from "@sarcelle/playground/stacks";
import { describeListeners, describeLoadBalancer, describeRules } from "../../src/aws/load-balancer.ts";
import { describeTags } from "../../src/resources/describe-tags.ts";
import { allPages } from "../../src/resources/pages.ts";

/** What was read, and what of it has no place in the file, in words. */
export interface Taken<Lists extends keyof StackDocument> {
  readonly lists: Pick<StackDocument, Lists>;
  readonly left: readonly string[];
}

/** One call after the other: Elastic Load Balancing's describe calls share a small bucket. */
const each = async <Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
};

const tagsOf = async (elb: ElasticLoadBalancingV2Client, arns: readonly string[]) =>
  (
    await each(arns, async (ResourceArn) => ({
      ResourceArn,
      Tags: [...((await describeTags(elb, ResourceArn)) ?? [])],
    }))
  ).filter(({ Tags }) => Tags.length > 0);

const targetGroupsOf = (elb: ElasticLoadBalancingV2Client, LoadBalancerArn: string): Promise<readonly TargetGroup[]> =>
  allPages(async (Marker) => {
    const answer = await elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn, Marker }));
    return [answer.TargetGroups, answer.NextMarker];
  });

/** Beside its default certificate a listener may have others, which the file has no place for: a placeholder listener has none of them. */
const furtherCertificates = async (
  elb: ElasticLoadBalancingV2Client,
  { ListenerArn, Port, Certificates = [] }: Listener,
): Promise<readonly string[]> => {
  if (Certificates.length === 0) return [];
  const all = await allPages(async (Marker) => {
    const answer = await elb.send(new DescribeListenerCertificatesCommand({ ListenerArn, Marker }));
    return [answer.Certificates, answer.NextMarker];
  });
  const others = all.filter(({ IsDefault }) => IsDefault !== true).length;
  return others === 0 ? [] : [`${others} certificates of the listener on port ${Port} beside its default one`];
};

const isOther = ({ Id = "" }: { readonly Id?: string | undefined }): boolean => !Id.startsWith("i-");

/** The load balancer of that name, its listeners, rules and target groups. Throws `NotAsRegistered` if there is none. */
export const takeLoadBalancing = async (
  elb: ElasticLoadBalancingV2Client,
  name: string,
): Promise<
  Taken<
    | "LoadBalancers"
    | "LoadBalancerAttributes"
    | "Listeners"
    | "ListenerAttributes"
    | "Rules"
    | "TargetGroups"
    | "TargetGroupAttributes"
    | "TargetHealthDescriptions"
    | "TagDescriptions"
  >
> => {
  const loadBalancer = await describeLoadBalancer(elb, name);
  const { LoadBalancerArn = "" } = loadBalancer;
  const listeners = await describeListeners(elb, LoadBalancerArn);
  const listenerArns = listeners.map(({ ListenerArn = "" }) => ListenerArn);
  const rules = (await each(listenerArns, (arn) => describeRules(elb, arn))).flat();
  const targetGroups = await targetGroupsOf(elb, LoadBalancerArn);
  const groupArns = targetGroups.map(({ TargetGroupArn = "" }) => TargetGroupArn);
  const { Attributes = [] } = await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  const listenerAttributes = await each(listenerArns, async (ListenerArn) => {
    const answer = await elb.send(new DescribeListenerAttributesCommand({ ListenerArn }));
    return [ListenerArn, answer.Attributes ?? []] as const;
  });
  const groupAttributes = await each(groupArns, async (TargetGroupArn) => {
    const answer = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    return [TargetGroupArn, answer.Attributes ?? []] as const;
  });
  const health = await each(groupArns, async (TargetGroupArn) => {
    const answer = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return [TargetGroupArn, answer.TargetHealthDescriptions ?? []] as const;
  });
  const others = health.flatMap(([, targets]) => targets.map(({ Target = {} }) => Target)).filter(isOther);
  const ruleArns = rules.flatMap(({ RuleArn, IsDefault }) => (IsDefault === true ? [] : (RuleArn ?? [])));
  const tagged = [LoadBalancerArn, ...listenerArns, ...ruleArns, ...groupArns];
  return {
    lists: {
      LoadBalancers: [loadBalancer],
      LoadBalancerAttributes: { [LoadBalancerArn]: Attributes },
      Listeners: listeners,
      ListenerAttributes: Object.fromEntries(listenerAttributes),
      Rules: rules,
      TargetGroups: targetGroups,
      TargetGroupAttributes: Object.fromEntries(groupAttributes),
      TargetHealthDescriptions: Object.fromEntries(health),
      TagDescriptions: await tagsOf(elb, tagged),
    },
    left: [
      ...(await each(listeners, (listener) => furtherCertificates(elb, listener))).flat(),
      ...(others.length === 0 ? [] : [`what stands behind ${others.length} targets that are no instances`]),
    ],
  };
};
