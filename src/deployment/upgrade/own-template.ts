/** Each side launches from a template of its own: green from the one that the upgrade makes, blue from one that its first deploy makes. */
import { NotAsRegistered } from "../../errors.ts";
import type { Side } from "../environment.ts";
import type { View } from "../view.ts";
import { blueName } from "./names.ts";

/**
 * The name of the template that is a side's own, made or not. Until its first deploy blue launches from the user's, which others may
 * follow: no release is put there. Throws `NotAsRegistered` if green does not launch from what the upgrade made.
 */
export const ownTemplate = ({ sides }: View, side: Side): string => {
  const { name, launchTemplate } = sides.green.group;
  const blue = blueName(launchTemplate.name);
  if (blue === undefined)
    throw new NotAsRegistered(
      `Auto Scaling group '${name}' launches from launch template '${launchTemplate.name}', expected the one that the upgrade made for it, which ends in '-green'. Point it back.`,
    );
  return side === "green" ? launchTemplate.name : blue;
};

/** Whether a side launches from its own template already. Throws as `ownTemplate` does. */
export const hasOwnTemplate = (view: View, side: Side): boolean =>
  view.sides[side].group.launchTemplate.name === ownTemplate(view, side);
