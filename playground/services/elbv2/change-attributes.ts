import { NotEmulated } from "../../world/aws-error.ts";
import { validationError } from "../constraints.ts";
import { type AttributeRules, listAttributes } from "./attributes.ts";
import type { Pairs, Tables } from "./tables.ts";

interface KeyValue {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Gives a resource the attributes that a request names, if `rules` allow them, and answers all that it has then. */
export const changeAttributes = (
  { attributes }: Tables,
  arn: string,
  rules: AttributeRules,
  changes: readonly KeyValue[],
  kind: "Target group" | "Load balancer" | "Listener",
): { Key: string; Value: string }[] => {
  for (const { Key = "", Value = "" } of changes) {
    const rule = rules[Key];
    if (rule === undefined) throw validationError(`${kind} attribute key '${Key}' is not recognized`);
    if (!rule.allows(Value)) {
      throw validationError(`${kind} attribute value '${Value}' is not valid for the attribute key '${Key}'`);
    }
    if (rule.only !== undefined && Value !== rule.only) {
      throw new NotEmulated(`the value '${Value}' of the attribute ${Key}`);
    }
  }
  const named: Pairs = Object.fromEntries(changes.map(({ Key = "", Value = "" }) => [Key, Value]));
  const changed = { ...attributes.get(arn), ...named };
  attributes.put(arn, changed);
  return listAttributes(changed);
};
