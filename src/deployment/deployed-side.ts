import { deploymentChanges, type Journal } from "../changes/journal.ts";
import type { Side } from "./environment.ts";

/** The side on which a deploy put its release, by what that side's group launches since; undefined for any other action. */
export const deployedSide = (
  { group }: { readonly group: string },
  { deployment, entries }: Pick<Journal, "deployment" | "entries">,
): Side | undefined => {
  if (deployment.action !== "deploy") return undefined;
  const launched = deploymentChanges(entries).find(({ change }) => change.resource.kind === "group-launch-template");
  if (launched === undefined) return undefined;
  return launched.change.resource.id === group ? "blue" : "green";
};
