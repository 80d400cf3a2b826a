import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeListenerAttributesCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupAttributesCommand,
  type Listener,
  type LoadBalancer,
  ModifyListenerAttributesCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  type Rule,
  type RuleCondition,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { NotEmulated } from "../world/aws-error.ts";
import { answered, type Builder, ownTags } from "./builder.ts";
import { givenMembers } from "./members.ts";
import type { AttributesByArn } from "./stack-document.ts";

type Attribute = AttributesByArn[string][number];

const tagsOf = ({ document }: Builder, arn: string | undefined): { Tags?: { Key: string; Value: string }[] } => {
  const tags = ownTags(
    document.TagDescriptions.filter(({ ResourceArn }) => ResourceArn === arn).flatMap(({ Tags = [] }) => Tags),
  );
  return tags.length === 0 ? {} : { Tags: tags };
};

/** A call takes so many: `ModifyLoadBalancerAttributes`, "Array Members: Maximum number of 20 items". */
const mostAttributes = 20;

/**
 * Of all that AWS answers, those that a new resource has not by itself: some may be answered and not set. Where one of several is
 * refused, each is set by itself: what it is of is there without it.
 */
const setAttributes = async (
  { found, attempt }: Builder,
  what: string,
  wanted: readonly Attribute[] | undefined,
  describe: () => Promise<{ readonly Attributes?: Attribute[] | undefined }>,
  modify: (attributes: Attribute[]) => Promise<unknown>,
): Promise<void> => {
  if (wanted === undefined || wanted.length === 0) return;
  const has = await found(async () => {
    const { Attributes = [] } = await describe();
    if (Attributes.length === 0) throw new Error("The attributes are not found.");
    return new Map(Attributes.map(({ Key, Value }) => [Key, Value]));
  });
  const others = wanted.filter(({ Key, Value }) => has.get(Key) !== Value);
  for (let first = 0; first < others.length; first += mostAttributes) {
    const some = others.slice(first, first + mostAttributes);
    try {
      await found(() => modify(some));
    } catch {
      for (const one of some)
        await attempt(`${what}: attribute ${one.Key}`, [], async () => void (await modify([one])));
    }
  }
};

const makeLoadBalancer = async (builder: Builder, described: LoadBalancer): Promise<void> => {
  const { document, references, clients, made, found } = builder;
  const { LoadBalancerArn: theirs, LoadBalancerName: name, AvailabilityZones: zones = [] } = described;
  if (zones.some(({ LoadBalancerAddresses = [] }) => LoadBalancerAddresses.length > 0))
    throw new NotEmulated("addresses in subnet mappings");
  const { elbv2 } = clients;
  const settings = references.mapped(givenMembers("LoadBalancers", described));
  const subnets = [...new Set(references.mapped(zones.flatMap(({ SubnetId }) => SubnetId ?? [])))];
  const { LoadBalancers } = await found(() =>
    elbv2.send(
      new CreateLoadBalancerCommand({ Name: name, Subnets: subnets, ...settings, ...tagsOf(builder, theirs) }),
    ),
  );
  const LoadBalancerArn = answered(LoadBalancers?.[0]?.LoadBalancerArn, "a load balancer");
  made.push({ kind: "load balancer", id: LoadBalancerArn, name: name ?? LoadBalancerArn });
  references.add(theirs, LoadBalancerArn);
  await setAttributes(
    builder,
    `load balancer ${name}`,
    document.LoadBalancerAttributes[theirs ?? ""],
    () => elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn })),
    (Attributes) => elbv2.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes })),
  );
};

const makeTargetGroup = async (builder: Builder, described: TargetGroup): Promise<void> => {
  const { document, references, clients, made } = builder;
  const { TargetGroupArn: theirs, TargetGroupName: name } = described;
  const { elbv2 } = clients;
  const settings = references.mapped(givenMembers("TargetGroups", described));
  const { TargetGroups } = await elbv2.send(
    new CreateTargetGroupCommand({ Name: name, ...settings, ...tagsOf(builder, theirs) }),
  );
  const TargetGroupArn = answered(TargetGroups?.[0]?.TargetGroupArn, "a target group");
  made.push({ kind: "target group", id: TargetGroupArn, name: name ?? TargetGroupArn });
  references.add(theirs, TargetGroupArn);
  await setAttributes(
    builder,
    `target group ${name}`,
    document.TargetGroupAttributes[theirs ?? ""],
    () => elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
    (Attributes) => elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes })),
  );
};

/** AWS answers no secret, and takes no login without one; nobody can log in here. */
const withSecret = (action: Action): Action =>
  action.AuthenticateOidcConfig === undefined || action.AuthenticateOidcConfig.ClientSecret !== undefined
    ? action
    : { ...action, AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, ClientSecret: "no secret" } };

/** The order of the only action is one that AWS may answer and none that anybody gave. */
const actionsOf = ({ references }: Builder, actions: readonly Action[] = []): Action[] =>
  references
    .mapped(actions.length === 1 ? actions.map(({ Order: _, ...action }) => action) : [...actions])
    .map(withSecret);

const makeListener = async (builder: Builder, described: Listener): Promise<void> => {
  const { document, references, clients, found } = builder;
  const { ListenerArn: theirs, Certificates: certificates = [] } = described;
  const { elbv2 } = clients;
  const settings = {
    ...references.mapped(givenMembers("Listeners", { ...described, DefaultActions: [] })),
    DefaultActions: actionsOf(builder, described.DefaultActions),
    ...(certificates.length === 0
      ? {}
      : {
          Certificates: certificates.map(({ CertificateArn }) => ({
            CertificateArn: references.mapped(CertificateArn),
          })),
        }),
  };
  const { Listeners } = await found(() =>
    elbv2.send(new CreateListenerCommand({ LoadBalancerArn: undefined, ...settings, ...tagsOf(builder, theirs) })),
  );
  const ListenerArn = answered(Listeners?.[0]?.ListenerArn, "a listener");
  references.add(theirs, ListenerArn);
  await setAttributes(
    builder,
    `listener on port ${described.Port}`,
    document.ListenerAttributes[theirs ?? ""],
    () => elbv2.send(new DescribeListenerAttributesCommand({ ListenerArn })),
    (Attributes) => elbv2.send(new ModifyListenerAttributesCommand({ ListenerArn, Attributes })),
  );
};

/** AWS answers the values of a condition in two places, and takes them in one. */
const condition = ({ Values, ...described }: RuleCondition): RuleCondition => {
  const configured = Object.keys(described).some((name) => name.endsWith("Config"));
  return configured || Values === undefined ? described : { ...described, Values };
};

/** A rule's own ARN holds its listener's. */
const listenerOf = ({ RuleArn = "" }: Rule): string =>
  RuleArn.replace(":listener-rule/", ":listener/").replace(/\/[^/]+$/, "");

const makeRule = async (builder: Builder, described: Rule): Promise<void> => {
  const { references, clients, found } = builder;
  const input = {
    ListenerArn: references.mapped(listenerOf(described)),
    Priority: Number(described.Priority),
    Conditions: (described.Conditions ?? []).map(condition),
    Actions: actionsOf(builder, described.Actions),
    ...tagsOf(builder, described.RuleArn),
  };
  await found(() => clients.elbv2.send(new CreateRuleCommand(input)));
};

/** Load balancers, target groups, listeners and their rules. A default rule is made with its listener. */
export const makeLoadBalancing = async (builder: Builder): Promise<void> => {
  const { document, attempt } = builder;
  for (const one of document.LoadBalancers)
    await attempt(`load balancer ${one.LoadBalancerName}`, [one.LoadBalancerArn], () => makeLoadBalancer(builder, one));
  for (const one of document.TargetGroups)
    await attempt(`target group ${one.TargetGroupName}`, [one.TargetGroupArn], () => makeTargetGroup(builder, one));
  for (const one of document.Listeners)
    await attempt(`listener on port ${one.Port}`, [one.ListenerArn], () => makeListener(builder, one));
  for (const one of document.Rules)
    if (one.IsDefault !== true) await attempt(`rule ${one.Priority}`, [one.RuleArn], () => makeRule(builder, one));
};
