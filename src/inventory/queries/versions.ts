/** Which release runs on which side of which environment. */
import type { Outline } from "../attributes.ts";
import { type EnvironmentSummary, type SummedRelease, summaryOf } from "./summary.ts";
import { type Front, frontsOf, type Share, sharesOf, sideKey } from "./traffic.ts";

/** One release on one side, and the traffic that the side has. */
export interface SideRelease extends SummedRelease {
  readonly environment: string;
  /** Whether production traffic reaches the side. */
  readonly active: boolean;
  /** What each production listener or rule of the environment sends to the side. */
  readonly traffic: readonly Share[];
}

const rank = ({ environment, side, version, commit }: SideRelease): string =>
  [environment, side ?? "", version ?? "", commit ?? ""].join("/");

const keyOf = (environment: string, side: SummedRelease["side"]): string =>
  sideKey({ facts: { environment, ...(side === null ? {} : { side }), details: {} } });

const frontsIn = ({ environment, fronts }: EnvironmentSummary): readonly Front[] =>
  fronts.map(({ type, arn, side, forwards }) => ({
    ref: { type, arn },
    facts: { environment, ...(side === null ? {} : { side }), details: { actions: actionsOf(forwards) } },
  }));

const actionsOf = (forwards: EnvironmentSummary["fronts"][number]["forwards"]) => [
  {
    Type: "forward",
    ForwardConfig: {
      TargetGroups: forwards.map(({ targetGroupArn, weight }) => ({ TargetGroupArn: targetGroupArn, Weight: weight })),
    },
  },
];

/** The side of each target group, by ARN. Whose it is comes before who uses it. */
const sidesOfTargetGroups = (summaries: readonly EnvironmentSummary[]): ReadonlyMap<string, string> => {
  const sides = new Map<string, string>();
  const taken = (own: boolean) => {
    for (const { environment, targetGroups } of summaries)
      for (const { arn, side, isOwn } of targetGroups)
        if (isOwn === own && !sides.has(arn)) sides.set(arn, keyOf(environment, side));
  };
  taken(true);
  taken(false);
  return sides;
};

/**
 * Every environment × side, and what runs there; an empty side has what its group would launch. `nobodys` are the listeners and rules that are
 * no environment's.
 */
export const versions = (
  summaries: readonly EnvironmentSummary[],
  nobodys: readonly Front[],
): readonly SideRelease[] => {
  const shares = sharesOf([...summaries.flatMap(frontsIn), ...nobodys], sidesOfTargetGroups(summaries));
  return summaries
    .flatMap(({ environment, releases }) =>
      releases.map((release): SideRelease => {
        const traffic = (shares.get(keyOf(environment, release.side)) ?? []).toSorted((a, b) =>
          a.arn < b.arn ? -1 : 1,
        );
        return { ...release, environment, active: traffic.some(({ percent }) => percent > 0), traffic };
      }),
    )
    .map((release) => [rank(release), release] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, release]) => release);
};

/** The same of everything that there is. */
export const versionsAmong = (resources: readonly Outline[]): readonly SideRelease[] => {
  const templates = resources.filter(({ ref }) => ref.type.startsWith("launch-template"));
  const whose = Map.groupBy(resources, ({ facts }) => facts.environment);
  return versions(
    [...whose].flatMap(([name, own]) => (name === undefined ? [] : [summaryOf(name, own, templates)])),
    frontsOf(whose.get(undefined) ?? []),
  );
};
