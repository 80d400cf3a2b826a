import { type Existing, forwardsTo } from "../attributes.ts";
import { ownersOfTargetGroups, productionOf } from "../queries/traffic.ts";
import { type Found, isLive, type Rule, type Scene } from "./rule.ts";

/** The sides of its environment that a production listener or rule reaches. */
const sidesOf = (reached: readonly string[], environment: string, owners: ReadonlyMap<string, Existing>) =>
  new Set(
    reached.flatMap((arn) => {
      const owner = owners.get(arn)?.facts;
      return owner?.environment === environment && owner.side !== undefined ? [owner.side] : [];
    }),
  );

/** The environments of which a listener or rule reaches both sides: somebody moves their traffic, or nobody does. */
export const splitIn = ({ resources }: Pick<Scene, "resources">): readonly string[] => {
  const owners = ownersOfTargetGroups(resources);
  const split = productionOf(resources).flatMap((resource) => {
    const { environment } = resource.facts;
    const isSplit = environment !== undefined && sidesOf(forwardsTo(resource), environment, owners).size > 1;
    return isSplit ? [environment] : [];
  });
  return [...new Set(split)];
};

/**
 * A production listener of an environment, or its rule, reaches neither side of it, or both: it answers its users with a fixed response, or
 * with two releases. While a deployment moves the traffic in parts, as its strategy says, both is as it should be.
 */
export const notOneSide: Rule = (scene) => {
  const seen = new Set(scene.resources.map(({ ref }) => ref.arn));
  const owners = ownersOfTargetGroups(scene.resources);
  return productionOf(scene.resources).flatMap((resource): readonly Found[] => {
    const { environment, details } = resource.facts;
    const reached = forwardsTo(resource);
    if (environment === undefined || !Array.isArray(details.actions) || !reached.every((arn) => seen.has(arn)))
      return [];
    const sides = sidesOf(reached, environment, owners);
    if (sides.size === 1 || (sides.size > 1 && scene.moving.has(environment))) return [];
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
