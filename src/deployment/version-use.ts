import { isGoing } from "./emptying.ts";
import type { GroupView, TemplateVersion } from "./view.ts";

/** Whether a group launches that version, or an instance of it that stays runs it; one that names no number may. */
export const usesVersion = ({ launchTemplate, instances }: GroupView, { id, version }: TemplateVersion): boolean =>
  [launchTemplate, ...instances.filter((each) => !isGoing(each)).map((each) => each.launchTemplate)].some(
    (used) => used?.id === id && (used.version === version || used.version.startsWith("$")),
  );
