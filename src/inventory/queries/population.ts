/** Everything that exists as `versions` needs it: most are instances, which are only counted. */
import { idOf } from "../arn.ts";
import { launchedAt, type Outline, text } from "../attributes.ts";

/** Instances that are alike: on one side, of one release, in one state. */
export interface Crew {
  /** Of any of them. */
  readonly facts: Outline["facts"];
  /** When the first of them was launched. */
  readonly since: number;
  readonly ids: readonly string[];
}

export interface Population {
  readonly crews: readonly Crew[];
  /** What is no instance. */
  readonly others: readonly Outline[];
}

const kindOf = ({ facts }: Outline): string =>
  JSON.stringify([facts.environment, facts.side, facts.version, facts.commit, text(facts, "state")]);

/** All of `resources`. */
export const populationOf = (resources: readonly Outline[]): Population => {
  const alike = Map.groupBy(
    resources.filter(({ ref }) => ref.type === "instance"),
    kindOf,
  );
  const crews = [...alike.values()].flatMap((some): readonly Crew[] => {
    const since = some.map(launchedAt).reduce((first, each) => Math.min(first, each));
    const ids = some.map(({ ref }) => idOf(ref));
    return some.slice(0, 1).map(({ facts }) => ({ facts, since, ids }));
  });
  return { crews, others: resources.filter(({ ref }) => ref.type !== "instance") };
};
