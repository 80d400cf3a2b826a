import { forwardsTo } from "../attributes.ts";
import { ownersOfTargetGroups, productionOf } from "../queries/traffic.ts";
import { type Found, isLive, type Rule } from "./rule.ts";

/**
 * A production listener of an environment, or its rule, reaches neither side of it, or both: it answers its users with a fixed response, or
 * with two releases. A switch moves each listener at once, so that it is in neither state.
 */
export const notOneSide: Rule = (scene) => {
  const seen = new Set(scene.resources.map(({ ref }) => ref.arn));
  const owners = ownersOfTargetGroups(scene.resources);
  return productionOf(scene.resources).flatMap((resource): readonly Found[] => {
    const { environment, details } = resource.facts;
    const reached = forwardsTo(resource);
    if (environment === undefined || !Array.isArray(details.actions) || !reached.every((arn) => seen.has(arn)))
      return [];
    const sides = new Set(
      reached.flatMap((arn) => {
        const owner = owners.get(arn)?.facts;
        return owner?.environment === environment && owner.side !== undefined ? [owner.side] : [];
      }),
    );
    if (sides.size === 1) return [];
    const elsewhere = reached.length === 0 ? "no target group" : reached.join(" and ");
    return [
      {
        resource,
        environment,
        level: isLive(environment, scene) ? "critical" : "warning",
        threshold: "all of it to one side",
        found: sides.size > 1 ? "reaches both sides" : `reaches neither side: it forwards to ${elsewhere}`,
      },
    ];
  });
};
