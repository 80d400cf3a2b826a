import { groupRef, idOf, parseArn } from "../arn.ts";
import { type Existing, isAlive, text } from "../attributes.ts";
import type { Found, Rule } from "./rule.ts";

/** The group of an instance by ARN, or the instance's own if it is in none. */
const holderOf = ({ ref, facts }: Existing): string => {
  const group = text(facts, "group");
  const place = parseArn(ref.arn)?.place;
  return group === undefined || place === undefined ? ref.arn : groupRef(place, group).arn;
};

const shown = 5;

/**
 * Instance metadata service version 1 answers any request from the instance, forged ones too; version 2 asks for a session token
 * (`HttpTokens: required`). Said once of a group, whose launch template has to change, and not of each instance.
 */
export const metadataV1: Rule = ({ resources }) => {
  const byArn = new Map(resources.map((resource) => [resource.ref.arn, resource]));
  const open = resources.filter(
    (resource) =>
      resource.ref.type === "instance" && isAlive(resource) && text(resource.facts, "httpTokens") === "optional",
  );
  return [...Map.groupBy(open, holderOf)].flatMap(([arn, instances]): readonly Found[] => {
    const resource = byArn.get(arn) ?? instances[0];
    if (resource === undefined) return [];
    const ids = instances.map(({ ref }) => idOf(ref)).sort();
    const more = ids.length > shown ? ` and ${ids.length - shown} more` : "";
    return [
      {
        resource,
        level: "warning",
        threshold: "HttpTokens: required on every instance",
        found: `HttpTokens is optional on ${ids.slice(0, shown).join(", ")}${more}`,
      },
    ];
  });
};
