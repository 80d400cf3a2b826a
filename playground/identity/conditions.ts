import { remembered } from "../world/remembered.ts";
import type { Need } from "../world/service.ts";
import { matchesArn, matchesWildcard } from "./wildcards.ts";

/** One line of a `Condition` block: the key's values in the request are held against `values`. */
export interface Condition {
  /** As written: `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

type Compare = (wanted: string, found: string) => boolean;

const operators: Readonly<Record<string, { readonly compare: Compare; readonly negated: boolean }>> = {
  StringEquals: { compare: (wanted, found) => wanted === found, negated: false },
  StringNotEquals: { compare: (wanted, found) => wanted === found, negated: true },
  StringLike: { compare: matchesWildcard, negated: false },
  ArnLike: { compare: matchesArn, negated: false },
  Bool: { compare: (wanted, found) => wanted.toLowerCase() === found.toLowerCase(), negated: false },
};

const parseOperator = remembered((operator) => {
  const [, set, name = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  return { set, name, ifExists: ifExists !== undefined };
});

/** Services whose own `ResourceTag` key means the same as `aws:ResourceTag`. */
const taggingServices = ["autoscaling", "ec2", "elasticloadbalancing"];

/** The values of a condition key in a request; none if the request does not have the key. Key names ignore case. */
const valuesOf = (key: string, need: Need, region: string): readonly string[] => {
  const [prefix = "", tag] = splitKey(key);
  const [service = ""] = need.action.split(":");
  switch (prefix) {
    case "aws:requestedregion":
      return [region];
    case "aws:tagkeys":
      return Object.keys(need.requestTags ?? {});
    case "aws:requesttag":
      return tagValues(need.requestTags, tag);
    case "iam:passedtoservice":
    case "ec2:createaction":
    case "events:source":
    case "events:detail-type":
      return need.context?.[prefix] === undefined ? [] : [need.context[prefix]];
    case "aws:resourcetag":
    case `${service.toLowerCase()}:resourcetag`:
      return tagValues(need.tags, tag);
    default:
      return [];
  }
};

const eventKeys = ["events:source", "events:detail-type"];

const splitKey = (key: string): readonly [name: string, tag: string | undefined] => {
  const slash = key.indexOf("/");
  return slash < 0 ? [key.toLowerCase(), undefined] : [key.slice(0, slash).toLowerCase(), key.slice(slash + 1)];
};

const tagValues = (tags: Readonly<Record<string, string>> | undefined, tag: string | undefined) =>
  Object.entries(tags ?? {})
    .filter(([key]) => key.toLowerCase() === tag?.toLowerCase())
    .map(([, value]) => value);

/** Why a condition cannot be evaluated; undefined if it can. */
export const unsupported = ({ operator, key }: Condition): string | undefined => {
  const { set, name, ifExists } = parseOperator(operator);
  const known = name === "Null" ? set === undefined && !ifExists : operators[name] !== undefined;
  if (!known) return `the condition operator '${operator}'`;
  const [prefix, tag] = splitKey(key);
  const tagged = ["aws:requesttag", "aws:resourcetag", ...taggingServices.map((service) => `${service}:resourcetag`)];
  const plain = ["aws:requestedregion", "aws:tagkeys", "iam:passedtoservice", "ec2:createaction", ...eventKeys];
  const valid = tag === undefined ? plain.includes(prefix) : tag !== "" && tagged.includes(prefix);
  return valid ? undefined : `the condition key '${key}'`;
};

/**
 * Whether a condition holds. IAM: a key that the request does not have fails a condition, but for a negated operator, an
 * `…IfExists` one and `ForAllValues`, which then hold.
 */
export const holds = ({ operator, key, values }: Condition, need: Need, region: string): boolean => {
  const { set, name, ifExists } = parseOperator(operator);
  const found = valuesOf(key, need, region);
  if (name === "Null") return values.some((value) => (value.toLowerCase() === "true") === (found.length === 0));
  const known = operators[name];
  if (known === undefined) throw new Error(`The condition operator '${operator}' was let in, but is not known.`);
  if (found.length === 0) return ifExists || (set === undefined ? known.negated : set === "ForAllValues");
  const fits = (one: string) => values.some((value) => known.compare(value, one)) !== known.negated;
  return set === "ForAnyValue" ? found.some(fits) : found.every(fits);
};
