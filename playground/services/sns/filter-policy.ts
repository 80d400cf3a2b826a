/**
 * Which messages a subscription gets: by their attributes. Every attribute that the policy names must be there, with one of the values.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
import { NotEmulated } from "../../world/aws-error.ts";
import type { SnsAttributes } from "./message-attributes.ts";
import { invalidParameter } from "./topic.ts";

type Accepts = (value: string | undefined) => boolean;

const strings = (value: unknown): readonly string[] => [value].flat().map(String);

/** One of the conditions of an attribute, of which any may hold. */
const conditionOf = (condition: unknown): Accepts => {
  if (typeof condition === "string") return (value) => value === condition;
  const [[operator, operand] = [], ...more] = Object.entries(condition ?? {});
  if (more.length > 0) throw new NotEmulated("several operators in one condition of a filter policy");
  if (operator === "prefix") return (value) => value?.startsWith(String(operand)) ?? false;
  if (operator === "suffix") return (value) => value?.endsWith(String(operand)) ?? false;
  if (operator === "exists") return (value) => (value !== undefined) === operand;
  // "anything-but" asks for the attribute too.
  if (operator === "anything-but" && strings(operand).every((each) => each !== "[object Object]"))
    return (value) => value !== undefined && !strings(operand).includes(value);
  throw new NotEmulated(`the condition ${JSON.stringify(condition)} of a filter policy`);
};

/** Each value of an attribute: an array has several, of which one must fit. */
const valuesOf = ({ Type, Value }: SnsAttributes[string]): readonly string[] =>
  Type === "String.Array" ? strings(JSON.parse(Value)) : [Value];

/** Whether a message is for a subscription. Throws what SNS answers to a policy that is none. */
export const filterOf = (policy: string): ((attributes: SnsAttributes) => boolean) => {
  const invalid = (what: string) => invalidParameter(`FilterPolicy: ${what}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    throw invalid("failed to parse JSON.");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw invalid("Filter policy must be an object");
  const rules = Object.entries(parsed).map(([name, conditions]) => {
    if (!Array.isArray(conditions)) throw invalid(`"${name}" must be an object or an array`);
    return { name, accepts: conditions.map(conditionOf) };
  });
  return (attributes) =>
    rules.every(({ name, accepts }) => {
      const attribute = attributes[name];
      const values = attribute === undefined ? [undefined] : valuesOf(attribute);
      return accepts.some((each) => values.some(each));
    });
};
