/**
 * What AWS makes up when a thing is made, and others then call it by: the key in a target group's ARN, the id in a scaling policy's, the
 * number of a template's version. What is made once more under its name is called otherwise.
 */
import type { Json, State } from "../../changes/change.ts";
import { memberId, targetGroupArn, targetGroupLabel } from "./ids.ts";
import { isRecord } from "./plain.ts";

/** A template's version, as a group names it. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
}

/** What a state names by what AWS made up: the target groups by their labels, the policies by their ARNs. */
export interface Named {
  readonly targetGroups: readonly { readonly name: string; readonly label: string }[];
  readonly policies: readonly { readonly group: string; readonly name: string; readonly arn: string }[];
  readonly versions: readonly NamedVersion[];
}

const label = /\btargetgroup\/([^/]+)\/[0-9a-f]+/g;
const policyArn = /^arn:[^:]+:autoscaling:.*:scalingPolicy:[^:]+:autoScalingGroupName\/([^:]+):policyName\/(.+)$/s;

const textsIn = (json: Json): readonly string[] => {
  if (typeof json === "string") return [json];
  return typeof json === "object" && json !== null ? (Object.values(json) as readonly Json[]).flatMap(textsIn) : [];
};

const versionIn = (json: Json): NamedVersion | undefined =>
  isRecord(json) && typeof json.LaunchTemplateName === "string" && /^\d+$/.test(String(json.Version))
    ? { name: json.LaunchTemplateName, version: String(json.Version) }
    : undefined;

const versionsIn = (json: Json): readonly NamedVersion[] => {
  if (typeof json !== "object" || json === null) return [];
  const own = versionIn(json);
  return [...(own === undefined ? [] : [own]), ...(Object.values(json) as readonly Json[]).flatMap(versionsIn)];
};

/** All that a state names by what AWS made up. */
export const namedIn = (state: State): Named => {
  const texts = textsIn(state);
  return {
    targetGroups: texts.flatMap((text) =>
      [...text.matchAll(label)].map(([found, name = ""]) => ({ name, label: found })),
    ),
    policies: texts.flatMap((arn) => {
      const [, group, name] = policyArn.exec(arn) ?? [];
      return group === undefined || name === undefined ? [] : [{ group, name, arn }];
    }),
    versions: versionsIn(state),
  };
};

/** How a target group is called in labels, by its ARN. */
export const labelOf = (arn: string): string => targetGroupLabel(targetGroupArn.parse(arn));

/** How what was named is called now: labels and ARNs by what they were, versions by template and number. */
export interface Renamed {
  readonly texts: ReadonlyMap<string, string>;
  readonly versions: ReadonlyMap<string, string>;
}

/** The key of a version in `Renamed`. */
export const versionKey = ({ name, version }: NamedVersion): string => memberId.format({ group: name, name: version });

/** The same state, calling by its present name what has another one now. */
export const renamed = (json: Json, to: Renamed): Json => {
  if (typeof json === "string")
    return to.texts.get(json) ?? json.replace(label, (found) => to.texts.get(found) ?? found);
  if (Array.isArray(json)) return (json as readonly Json[]).map((each) => renamed(each, to));
  if (!isRecord(json)) return json;
  const own = versionIn(json);
  const version = own && to.versions.get(versionKey(own));
  const all = Object.fromEntries(Object.entries(json).map(([name, value]) => [name, renamed(value, to)]));
  return version === undefined ? all : { ...all, Version: version };
};
