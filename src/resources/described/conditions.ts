/** The conditions of rules in one normal form, so that equal settings are equal values. */
import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { equal, type Json } from "../../changes/change.ts";
import { compact, isRecord, plain } from "./plain.ts";

/** Where AWS answers values in two places at once, or took them in the older one of them. */
const configs = { "host-header": "HostHeaderConfig", "path-pattern": "PathPatternConfig" } as const;

const normaliseCondition = (condition: RuleCondition): Json => {
  const { Values, RegexValues, ...rest } = condition;
  const config = configs[condition.Field as keyof typeof configs];
  return compact(
    config === undefined ? rest : { ...rest, [config]: compact({ ...condition[config], Values, RegexValues }) },
  );
};

/** The conditions as CreateRule takes them, the values of each beside its field's own configuration. */
export const normaliseConditions = (conditions: readonly RuleCondition[] = []): readonly Json[] =>
  plain(conditions.map(normaliseCondition));

const ordered = (json: Json): Json => {
  if (Array.isArray(json))
    return json.map(ordered).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (!isRecord(json)) return json;
  return Object.fromEntries(
    Object.keys(json)
      .sort()
      .map((key) => [key, ordered(json[key] ?? null)]),
  );
};

/** Whether both let the same requests pass: the order of conditions, and of their values, means nothing. */
export const sameConditions = (a: Json | undefined, b: Json | undefined): boolean =>
  equal(ordered(a ?? null), ordered(b ?? null));
