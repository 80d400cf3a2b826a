/** Who has production traffic: read from what listeners and rules forward to, never from tags or names. */
import { parentArn } from "../arn.ts";
import { type Outline, percentages, strings, targetsOf } from "../attributes.ts";

/** What may take traffic: a listener or a rule, whose it is, and what it forwards to. */
export type Front = Pick<Outline, "ref"> & {
  readonly facts: Pick<Outline["facts"], "environment" | "side" | "details">;
};

/** The listeners and rules. */
export const frontsOf = <Resource extends Front>(resources: readonly Resource[]): readonly Resource[] =>
  resources.filter(({ ref }) => ref.type === "listener" || ref.type === "listener-rule");

/**
 * The listeners that take production traffic, and their rules. A placeholder listener is a side's, and so is the rule of a preview; these
 * serve now one, now the other.
 */
export const productionOf = <Resource extends Front>(resources: readonly Resource[]): readonly Resource[] => {
  const placeholders = new Set(
    resources.filter(({ ref, facts }) => ref.type === "listener" && facts.side !== undefined).map(({ ref }) => ref.arn),
  );
  return resources.filter(
    ({ ref, facts }) =>
      (ref.type === "listener" && !placeholders.has(ref.arn)) ||
      (ref.type === "listener-rule" && facts.side === undefined && !placeholders.has(parentArn(ref.arn))),
  );
};

/** What tells one side of one environment from all others. */
export const sideKey = ({ facts }: Pick<Outline, "facts">): string => `${facts.environment ?? ""}/${facts.side ?? ""}`;

/** The part that one production listener or rule sends to a side. */
export interface Share {
  /** The ARN of the listener or rule. */
  readonly arn: string;
  readonly percent: number;
}

/** Whose side each target group is, by ARN; those of nobody are left out. */
export const ownersOfTargetGroups = <Resource extends Outline>(
  resources: readonly Resource[],
): ReadonlyMap<string, Resource> => {
  const owned = resources.filter(({ facts }) => facts.environment !== undefined);
  const owners = new Map(owned.filter(({ ref }) => ref.type === "target-group").map((group) => [group.ref.arn, group]));
  // A target group that nobody has tagged is that of the group that uses it.
  for (const group of owned.filter(({ ref }) => ref.type === "auto-scaling-group"))
    for (const arn of strings(group.facts, "targetGroups")) if (!owners.has(arn)) owners.set(arn, group);
  return owners;
};

/**
 * What each production listener or rule sends to each side, in percent, by `sideKey`. A listener counts for both sides of an environment if
 * it is that environment's, or sends anything to one of them: 0 to the other, and 0 to both where it answers by itself. `owners` are the sides
 * of target groups, by ARN.
 */
export const sharesOf = (
  fronts: readonly Front[],
  owners: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Share[]> => {
  const keys = Map.groupBy(new Set(owners.values()), (key) => key.slice(0, key.lastIndexOf("/")));
  const shares = new Map<string, Share[]>();
  for (const front of productionOf(fronts)) {
    const percent = percentages(front, (arn) => owners.get(arn) ?? "");
    const reached = [...percent.keys()].map((key) => key.slice(0, key.lastIndexOf("/")));
    const environments = new Set([...reached, front.facts.environment ?? ""]);
    for (const key of [...environments].flatMap((environment) => keys.get(environment) ?? [])) {
      const some = shares.get(key) ?? [];
      some.push({ arn: front.ref.arn, percent: percent.get(key) ?? 0 });
      shares.set(key, some);
    }
  }
  return shares;
};

/** `sharesOf` everything. */
export const sharesBySide = (resources: readonly Outline[]): ReadonlyMap<string, readonly Share[]> =>
  sharesOf(
    frontsOf(resources),
    new Map([...ownersOfTargetGroups(resources)].map(([arn, owner]) => [arn, sideKey(owner)])),
  );

/** The sides that production traffic reaches. Two of one environment, while their listeners are not switched together. */
export const activeSides = (resources: readonly Outline[]): ReadonlySet<string> =>
  new Set(
    [...sharesBySide(resources)].filter(([, shares]) => shares.some(({ percent }) => percent > 0)).map(([key]) => key),
  );

/**
 * Of running instances, by id, those that can carry traffic: every target group of their side has them as healthy. AWS sends no event
 * when a target's health changes, so this is as of the last look at the target group.
 */
export const healthyOnSide = (ids: readonly string[], targetGroups: readonly Outline[]): readonly string[] => {
  const health = targetGroups.map(targetsOf);
  return ids.filter((id) => health.every((targets) => targets.get(id) === "healthy"));
};
