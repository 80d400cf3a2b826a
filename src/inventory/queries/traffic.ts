/** Who has production traffic: read from what listeners and rules forward to, never from tags or names. */
import { parentArn } from "../arn.ts";
import { forwardsTo, type Outline, strings, targetsOf } from "../attributes.ts";

/** The listeners that take production traffic, and their rules. A placeholder listener is a side's; these serve now one, now the other. */
export const productionOf = <Resource extends Outline>(resources: readonly Resource[]): readonly Resource[] => {
  const placeholders = new Set(
    resources.filter(({ ref, facts }) => ref.type === "listener" && facts.side !== undefined).map(({ ref }) => ref.arn),
  );
  return resources.filter(
    ({ ref }) =>
      (ref.type === "listener" && !placeholders.has(ref.arn)) ||
      (ref.type === "listener-rule" && !placeholders.has(parentArn(ref.arn))),
  );
};

/** The target groups, by ARN, that production traffic reaches. */
export const reached = (resources: readonly Outline[]): ReadonlySet<string> =>
  new Set(productionOf(resources).flatMap(forwardsTo));

/** What tells one side of one environment from all others. */
export const sideKey = ({ facts }: Pick<Outline, "facts">): string => `${facts.environment ?? ""}/${facts.side ?? ""}`;

/** The sides that production traffic reaches. Two of one environment, while their listeners are not switched together. */
export const activeSides = (resources: readonly Outline[]): ReadonlySet<string> => {
  const live = reached(resources);
  const isLive = ({ ref, facts }: Outline): boolean =>
    ref.type === "target-group"
      ? live.has(ref.arn)
      : ref.type === "auto-scaling-group" && strings(facts, "targetGroups").some((arn) => live.has(arn));
  return new Set(
    resources
      .filter(({ facts }) => facts.environment !== undefined)
      .filter(isLive)
      .map(sideKey),
  );
};

/**
 * Of running instances, by id, those that can carry traffic: every target group of their side has them as healthy. AWS sends no event
 * when a target's health changes, so this is as of the last look at the target group.
 */
export const healthyOnSide = (ids: readonly string[], targetGroups: readonly Outline[]): readonly string[] => {
  const health = targetGroups.map(targetsOf);
  return ids.filter((id) => health.every((targets) => targets.get(id) === "healthy"));
};
