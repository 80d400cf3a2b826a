/** What a group launches: the launch template version that its name for it (a number, `$Latest`, `$Default`) stands for now. */
import { idOf, templateVersionRef } from "../arn.ts";
import { number, type Outline, text } from "../attributes.ts";

/** The number of the version that a group launches of its template. */
export const versionLaunched = (group: Outline, template: Outline): number | undefined => {
  const named = text(group.facts, "launchTemplateVersion") ?? "$Default";
  if (named === "$Latest") return number(template.facts, "latestVersion");
  return named === "$Default" ? number(template.facts, "defaultVersion") : Number(named);
};

/** The launch template version that each group launches from, by the group's ARN; a group without one is left out. */
export const launches = <Resource extends Outline>(resources: readonly Resource[]): ReadonlyMap<string, Resource> => {
  const versions = new Map(
    resources.filter(({ ref }) => ref.type === "launch-template-version").map((version) => [version.ref.arn, version]),
  );
  const templates = new Map(
    resources.filter(({ ref }) => ref.type === "launch-template").map((template) => [idOf(template.ref), template]),
  );
  return new Map(
    resources
      .filter(({ ref }) => ref.type === "auto-scaling-group")
      .flatMap((group): readonly [string, Resource][] => {
        const template = templates.get(text(group.facts, "launchTemplate") ?? "");
        const version = template && versionLaunched(group, template);
        if (template === undefined || version === undefined) return [];
        const launched = versions.get(templateVersionRef(template.ref, version).arn);
        return launched === undefined ? [] : [[group.ref.arn, launched]];
      }),
  );
};
