/** What the instances of the side that is to get traffic are to run: health is not identity. */
import type { Entry } from "../changes/journal.ts";
import type { SideView, TemplateVersion } from "./view.ts";

const launching: ReadonlySet<string> = new Set(["group-launch-template", "instance-refresh"]);

/** What a deployment put on its idle side, or rolls out, by its journal; undefined while it did not. */
export const launchedIn = (entries: readonly Entry[]): TemplateVersion | undefined => {
  const launch = entries.findLast(({ change }) => launching.has(change.resource.kind))?.change.after;
  return launch ? { id: String(launch.launchTemplateId), version: String(launch.version) } : undefined;
};

/** Whether a version is a name that stands for a number which moves: `$Latest` or `$Default`. */
export const moves = (version: string): boolean => version.startsWith("$");

/**
 * What a side's instances are to run: what this deployment launched there, or else what its group launches; `resolved` is the number of
 * that version, where the group names one that moves.
 */
export const toRun = (
  { group: { launchTemplate } }: SideView,
  { launched, resolved }: { readonly launched?: TemplateVersion | undefined; readonly resolved?: string | undefined },
): TemplateVersion =>
  launched ??
  (moves(launchTemplate.version) && resolved !== undefined ? { ...launchTemplate, version: resolved } : launchTemplate);
