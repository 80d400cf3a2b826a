import type { Json } from "../../changes/change.ts";
import { UnknownField } from "../../errors.ts";
import { targetGroupArn, targetGroupLabel } from "../../resources/described/ids.ts";
import { isRecord } from "../../resources/described/plain.ts";
import type { Twins } from "./twins.ts";

/** What stands for the live side in settings that mention it, and what stands for the twin. */
interface Repointing {
  readonly group: { readonly from: string; readonly to: string };
  readonly targetGroups: Twins;
  /** The twin policy's ARN, by the live one's. */
  readonly policies: ReadonlyMap<string, string>;
}

const labelOf = (arn: string): string => targetGroupLabel(targetGroupArn.parse(arn));

/**
 * The same settings about the twin: dimensions, resource labels and actions that name the live group, its target groups or its
 * policies name the twin's. An expression that names the group in free text cannot be rewritten safely and throws.
 */
export const repoint = (resource: string, settings: Json, repointing: Repointing): Json => {
  const { group, targetGroups, policies } = repointing;
  const text = (value: string): string => {
    const policy = policies.get(value);
    if (policy !== undefined) return policy;
    return [...targetGroups].reduce((now, [from, to]) => now.replaceAll(labelOf(from), labelOf(to)), value);
  };
  const walk = (json: Json, field: string): Json => {
    if (typeof json === "string") {
      if (field === "Expression" && json.includes(group.from))
        throw new UnknownField(
          `${resource} names '${group.from}' inside the expression ${JSON.stringify(json)}, which cannot be pointed at the twin. Use a metric with dimensions instead. Nothing was changed.`,
        );
      return text(json);
    }
    if (Array.isArray(json)) return (json as readonly Json[]).map((each) => walk(each, field));
    if (!isRecord(json)) return json;
    if (json.Name === "AutoScalingGroupName" && json.Value === group.from) return { ...json, Value: group.to };
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, walk(value, name)]));
  };
  return walk(settings, "");
};
