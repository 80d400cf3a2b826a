/** Targets that are none of a group's instances: what they carry, a switch would lose, and no deploy could drain. */
import { ForeignTargets } from "../errors.ts";
import { strangersOf } from "./capacity.ts";
import type { SideView } from "./view.ts";

/** A group with the target groups that are to hold its instances, and nothing else. */
export type GroupWithTargets = Pick<SideView, "group" | "targetGroups">;

/**
 * What is a stranger in both looks, by its id. A single look may see an instance that was launched, or is gone, between the reads of its
 * group and of its targets.
 */
export const strangersInBoth = (
  first: readonly GroupWithTargets[],
  second: readonly GroupWithTargets[],
): readonly string[] => {
  const before = new Set(first.flatMap(strangersOf));
  return [...new Set(second.flatMap(strangersOf))].filter((id) => before.has(id));
};

/** What a target is, in words: `groups` are the Auto Scaling groups of those that are instances of one, by their ids. */
const whatItIs = (id: string, groups: ReadonlyMap<string, string>): string => {
  const group = groups.get(id);
  return `${id} (${group === undefined ? "registered by hand" : `of Auto Scaling group '${group}'`})`;
};

/** Throws `ForeignTargets`, which names the strangers and the ways out, if there are any. */
export const refuseStrangers = (
  strangers: readonly string[],
  fleets: readonly GroupWithTargets[],
  groups: ReadonlyMap<string, string>,
): void => {
  if (strangers.length === 0) return;
  const found = fleets.flatMap(({ group, targetGroups }) =>
    targetGroups.flatMap((targetGroup) => {
      const here = strangersOf({ group, targetGroups: [targetGroup] }).filter((id) => strangers.includes(id));
      if (here.length === 0) return [];
      const named = here.map((id) => whatItIs(id, groups)).join(", ");
      return [
        `Target group ${targetGroup.name} has targets that are no instance of Auto Scaling group '${group.name}': ${named}`,
      ];
    }),
  );
  const own = fleets.map(({ group }) => group.name);
  const others = [...new Set(groups.values())].filter((name) => !own.includes(name)).map((name) => `'${name}'`);
  const byHand = strangers.some((id) => !others.includes(`'${groups.get(id)}'`));
  const waysOut = [
    ...(others.length > 0
      ? [
          `give ${others.join(" and ")} target groups, and a listener or rule, of its own, or let one group launch both kinds of instances by a mixed instances policy`,
        ]
      : []),
    ...(byHand ? ["deregister what was registered by hand, or attach those instances to the group"] : []),
  ];
  throw new ForeignTargets(
    `${found.join("; ")}. A switch would lose what they carry, and no deploy could empty that side. To go on, ${waysOut.join("; and ")}. Nothing was changed.`,
  );
};
