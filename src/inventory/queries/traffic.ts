/** Who has production traffic: read from what listeners and rules forward to, never from tags or names. */
import { ownershipTags } from "../../deployment/upgrade/ownership.ts";
import { parentArn } from "../arn.ts";
import { type Existing, forwardsTo, strings } from "../attributes.ts";

/** A placeholder listener belongs to a side; a production listener serves now one side, now the other. */
const isPlaceholder = ({ ref, facts }: Existing): boolean =>
  ref.type === "listener" && facts.tags[ownershipTags.side] !== undefined;

/** The listeners that take production traffic, and their rules. */
export const productionOf = (resources: readonly Existing[]): readonly Existing[] => {
  const placeholders = new Set(resources.filter(isPlaceholder).map(({ ref }) => ref.arn));
  return resources.filter(
    ({ ref }) =>
      (ref.type === "listener" && !placeholders.has(ref.arn)) ||
      (ref.type === "listener-rule" && !placeholders.has(parentArn(ref.arn))),
  );
};

/** The target groups, by ARN, that production traffic reaches. */
export const reached = (resources: readonly Existing[]): ReadonlySet<string> =>
  new Set(productionOf(resources).flatMap(forwardsTo));

/** What tells one side of one environment from all others. */
export const sideKey = ({ facts: { environment = "", side = "" } }: Existing): string => `${environment}/${side}`;

/** The sides that production traffic reaches. Two of one environment, while their listeners are not switched together. */
export const activeSides = (resources: readonly Existing[]): ReadonlySet<string> => {
  const live = reached(resources);
  const isLive = (resource: Existing): boolean =>
    resource.ref.type === "target-group"
      ? live.has(resource.ref.arn)
      : resource.ref.type === "auto-scaling-group" &&
        strings(resource.facts, "targetGroups").some((arn) => live.has(arn));
  return new Set(
    resources
      .filter(({ facts }) => facts.environment !== undefined)
      .filter(isLive)
      .map(sideKey),
  );
};
