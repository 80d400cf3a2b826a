/** The launch template that holds what a rolling update rolls out. */
import type { Tags } from "../../resources/described/tags.ts";
import { ownershipTags } from "../ownership-tags.ts";
import type { RollingFleet } from "../rolling-fleet.ts";
import { blueName, greenName, isSidesOwn, nameLimits } from "./names.ts";

/** The template that is Sarcelle's own for the group, and whether the group launches from it already: no release goes where others may follow. */
export const ownTemplateOf = (
  { ownTemplate, group: { launchTemplate } }: RollingFleet,
  templateTags: Tags,
  environment: string,
): { readonly name: string; readonly isThere: boolean } => {
  const { name } = launchTemplate;
  if (ownTemplate !== undefined) return { name: ownTemplate, isThere: name === ownTemplate };
  if (templateTags[ownershipTags.environment] === environment && isSidesOwn(name)) return { name, isThere: true };
  return { name: blueName(greenName(name, nameLimits.launchTemplate)) ?? name, isThere: false };
};
