import { remembered } from "../world/remembered.ts";
import { isKnownKey, type JudgedRequest, valuesOf } from "./condition-keys.ts";
import { matchesArn, matchesWildcard, unescaped } from "./wildcards.ts";

/** One line of a `Condition` block: the key's values in the request are held against `values`. */
export interface Condition {
  /** As written: `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

type Compare = (wanted: string, found: string) => boolean;

interface Operator {
  readonly compare: Compare;
  readonly negated: boolean;
}

const equal: Compare = (wanted, found) => unescaped(wanted) === found;
const equalInAnyCase: Compare = (wanted, found) => unescaped(wanted).toLowerCase() === found.toLowerCase();
const numeric =
  (compare: (found: number, wanted: number) => boolean): Compare =>
  (wanted, found) =>
    compare(Number(found), Number(wanted));

const yes = (compare: Compare): Operator => ({ compare, negated: false });
const no = (compare: Compare): Operator => ({ compare, negated: true });

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operators: Readonly<Record<string, Operator>> = {
  StringEquals: yes(equal),
  StringNotEquals: no(equal),
  StringEqualsIgnoreCase: yes(equalInAnyCase),
  StringNotEqualsIgnoreCase: no(equalInAnyCase),
  StringLike: yes(matchesWildcard),
  StringNotLike: no(matchesWildcard),
  // AWS: "The ArnEquals and ArnLike condition operators behave identically."
  ArnEquals: yes(matchesArn),
  ArnLike: yes(matchesArn),
  ArnNotEquals: no(matchesArn),
  ArnNotLike: no(matchesArn),
  Bool: yes(equalInAnyCase),
  NumericEquals: yes(numeric((found, wanted) => found === wanted)),
  NumericNotEquals: no(numeric((found, wanted) => found === wanted)),
  NumericLessThan: yes(numeric((found, wanted) => found < wanted)),
  NumericLessThanEquals: yes(numeric((found, wanted) => found <= wanted)),
  NumericGreaterThan: yes(numeric((found, wanted) => found > wanted)),
  NumericGreaterThanEquals: yes(numeric((found, wanted) => found >= wanted)),
};

const parseOperator = remembered((operator) => {
  const [, set, name = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  return { set, name, ifExists: ifExists !== undefined };
});

/** Why a condition cannot be evaluated; undefined if it can. */
export const unsupported = ({ operator, key }: Condition): string | undefined => {
  const { set, name, ifExists } = parseOperator(operator);
  const known = name === "Null" ? set === undefined && !ifExists : operators[name] !== undefined;
  if (!known) return `the condition operator '${operator}'`;
  return isKnownKey(key) ? undefined : `the condition key '${key}'`;
};

/**
 * Whether a condition holds. IAM: a key that the request does not have fails a condition, but for a negated operator, an
 * `…IfExists` one and `ForAllValues`, which then hold.
 */
export const holds = ({ operator, key, values }: Condition, request: JudgedRequest): boolean => {
  const { set, name, ifExists } = parseOperator(operator);
  const found = valuesOf(key, request);
  if (name === "Null") return values.some((value) => (value.toLowerCase() === "true") === (found.length === 0));
  const known = operators[name];
  if (known === undefined) throw new Error(`The condition operator '${operator}' was let in, but is not known.`);
  if (found.length === 0) return ifExists || (set === undefined ? known.negated : set === "ForAllValues");
  const fits = (one: string) => values.some((value) => known.compare(value, one)) !== known.negated;
  return set === "ForAnyValue" ? found.some(fits) : found.every(fits);
};
