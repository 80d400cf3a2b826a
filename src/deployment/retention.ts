/** What of the past is kept: journals, and the launch template versions that deployments made. */
import type { Json } from "../changes/change.ts";
import type { Journal } from "../changes/journal.ts";
import { versionId } from "../resources/described/ids.ts";
import { isRecord } from "../resources/described/plain.ts";
import { versionDescription } from "./release.ts";

/** As far back as anybody looks for a deployment to undo: so many journals of an environment stay, however old they are. */
export const searchedJournals = 50;

/** So many versions of a template stay, named by a journal or not. */
const keptVersions = 50;

/** A version of a launch template, as far as retention asks. */
export interface KeptVersion {
  readonly number: number;
  readonly description: string;
  readonly isDefault: boolean;
}

/** A launch template by id or name, and a version of it by number, `$Latest`, `$Default`, or the description of the deployment that made it. */
interface Named {
  readonly template: string;
  readonly version: string;
}

const member = (object: { readonly [name: string]: Json }, name: string): string | undefined => {
  const value = object[name] ?? object[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** Every version that a value mentions, however deep, in AWS's words or the journal's. A template without a version is its default. */
export const versionsNamedIn = (value: Json): readonly Named[] => {
  if (Array.isArray(value)) return value.flatMap((each: Json) => versionsNamedIn(each));
  if (!isRecord(value)) return [];
  const fields = value as { readonly [name: string]: Json };
  const version = member(fields, "Version") ?? "$Default";
  const templates = ["LaunchTemplateId", "LaunchTemplateName"].flatMap((name) => member(fields, name) ?? []);
  return [
    ...templates.map((template) => ({ template, version })),
    ...Object.values(fields).flatMap((each) => versionsNamedIn(each)),
  ];
};

/** Every version that a journal's changes need, to be made or undone. */
export const versionsNamedBy = ({ entries }: Pick<Journal, "entries">): readonly Named[] =>
  entries.flatMap(({ change: { resource, before, after } }) => {
    const stated = [...versionsNamedIn(before), ...versionsNamedIn(after)];
    if (resource.kind !== "launch-template-version") return stated;
    const { launchTemplateId, description } = versionId.parse(resource.id);
    return [...stated, { template: launchTemplateId, version: description }];
  });

/**
 * The numbers of a template's versions that nobody can need: deployments made them, newer ones are plenty, and neither a group nor a
 * journal that can still be undone names them.
 */
export const versionsToForget = (
  template: { readonly id: string; readonly name: string; readonly versions: readonly KeptVersion[] },
  named: readonly Named[],
): readonly number[] => {
  const own = named.filter((each) => each.template === template.id || each.template === template.name);
  const needed = new Set(own.map(({ version }) => version));
  return template.versions
    .toSorted((a, b) => b.number - a.number)
    .slice(keptVersions)
    .filter(({ description, isDefault }) => !isDefault && description.startsWith(versionDescription("")))
    .filter(({ number, description }) => !needed.has(String(number)) && !needed.has(description))
    .map(({ number }) => number);
};
