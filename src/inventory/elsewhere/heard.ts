/** What was heard of other installations, and how far it can be trusted. */
import { milliseconds } from "../../clock.ts";
import { defaults } from "../../deployment/defaults.ts";
import type { Place } from "../arn.ts";
import type { SideRelease } from "../queries/versions.ts";
import type { ReportedEnvironment } from "./report.ts";

/** An installation: there may be several in an account and region. */
export interface ReportingStack extends Place {
  readonly stack: string;
}

/** What an installation told of one of its environments last. */
export interface HeardEnvironment extends ReportingStack, ReportedEnvironment {
  readonly asOf: number;
}

/** When an installation told last which environments it has. */
export interface HeardInstallation extends ReportingStack {
  readonly completeAsOf: number;
}

export interface Elsewhere {
  readonly environments: readonly HeardEnvironment[];
  readonly installations: readonly HeardInstallation[];
}

/** One release on one side, in whichever account and region. */
export type PlacedRelease = SideRelease & Place;

/** Every release of every side that was told of. */
export const releasesElsewhere = ({ environments }: Elsewhere): readonly PlacedRelease[] =>
  environments.flatMap(({ account, region, environment, sides }) =>
    sides.map((side) => ({ ...side, environment, account, region })),
  );

/** How old what is known of another installation is. */
export interface ElsewhereFreshness extends ReportingStack {
  readonly environments: number;
  /** When it told last of all its environments; null if it never did. */
  readonly completeAsOf: number | null;
  /** How long ago that is, in milliseconds. */
  readonly age: number | null;
}

const keyOf = ({ account, region, stack }: ReportingStack): string => `${account} ${region} ${stack}`;

/** Of each installation that was heard of. */
export const freshnessElsewhere = (
  { environments, installations }: Elsewhere,
  now: number,
): readonly ElsewhereFreshness[] => {
  const complete = new Map(installations.map((each) => [keyOf(each), each.completeAsOf]));
  const byInstallation = Map.groupBy([...installations, ...environments], keyOf);
  return [...byInstallation]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, [first]]): readonly ElsewhereFreshness[] => {
      if (first === undefined) return [];
      const { account, region, stack } = first;
      const completeAsOf = complete.get(key) ?? null;
      return [
        {
          ...{ account, region, stack },
          environments: environments.filter((each) => keyOf(each) === key).length,
          completeAsOf,
          age: completeAsOf === null ? null : now - completeAsOf,
        },
      ];
    });
};

const tellEvery = defaults.sweepIntervalHours * milliseconds.hour;

/** What is to be distrusted, in words: who has not told for longer than twice the time in which he does. */
export const doubtsElsewhere = (heard: readonly ElsewhereFreshness[]): readonly string[] =>
  heard.flatMap(({ account, region, stack, age }) => {
    const who = `${stack} in account ${account}, ${region}`;
    if (age === null) return [`${who} has not told yet which environments it has.`];
    if (age <= 2 * tellEvery) return [];
    const hours = (age / milliseconds.hour).toFixed(1);
    return [`${who} has told nothing of all its environments for ${hours} hours; it does so every hour.`];
  });
