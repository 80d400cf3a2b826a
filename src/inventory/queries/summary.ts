/**
 * What `versions` needs of one environment, small enough that all of them are read at once. It is made of the environment's rows alone, and
 * anew each time; only who has the traffic is found out of all together, since a listener may forward to somebody else's target groups.
 */
import type { Side } from "../../deployment/environment.ts";
import type { Forward } from "../../deployment/traffic.ts";
import { idOf } from "../arn.ts";
import { forwardedBy, isAlive, launchedAt, type Outline, strings, text } from "../attributes.ts";
import { launches } from "./launches.ts";
import { type Front, frontsOf, healthyOnSide } from "./traffic.ts";

/** One release on one side. A side in the midst of a replacement has two of them. */
export interface SummedRelease {
  readonly side: Side | null;
  readonly version: string | null;
  /** The first 7 digits of the git SHA. */
  readonly commit: string | null;
  /** Since when the side has it, in milliseconds since the epoch. */
  readonly since: number;
  readonly healthy: number;
  readonly total: number;
}

/** A target group that a side has, or that its group uses without that anybody is known to have it. */
export interface SideTargetGroup {
  readonly arn: string;
  readonly side: Side | null;
  readonly isOwn: boolean;
}

/** A listener or a rule of the environment. */
export interface SummedFront {
  readonly type: "listener" | "listener-rule";
  readonly arn: string;
  readonly side: Side | null;
  readonly forwards: readonly Forward[];
}

export interface EnvironmentSummary {
  readonly environment: string;
  readonly releases: readonly SummedRelease[];
  readonly targetGroups: readonly SideTargetGroup[];
  readonly fronts: readonly SummedFront[];
}

const releaseKey = ({ facts }: Pick<Outline, "facts">): string => `${facts.version ?? ""}/${facts.commit ?? ""}`;

/** All else that is known of one side. */
interface SideParts {
  readonly group: Outline | undefined;
  /** What the group launches. */
  readonly launched: Outline | undefined;
  readonly targetGroups: readonly Outline[];
}

/** `alike` are a side's instances of one release, or none. */
const summedRelease = (alike: readonly Outline[], parts: SideParts): SummedRelease | undefined => {
  const { group, launched, targetGroups } = parts;
  const [first] = alike;
  const of = first ?? group;
  if (of === undefined) return undefined;
  const release = first ?? launched;
  const isLaunched =
    group !== undefined &&
    (first === undefined || (launched !== undefined && releaseKey(first) === releaseKey(launched)));
  const running = alike.filter(({ facts }) => text(facts, "state") === "running").map(({ ref }) => idOf(ref));
  return {
    side: of.facts.side ?? null,
    version: release?.facts.version ?? null,
    commit: release?.facts.commit?.slice(0, 7) ?? null,
    // A group that was there before the inventory has had its release for as long as its oldest instance.
    since: [...(isLaunched ? [group.launchesSince ?? group.trueFrom] : []), ...alike.map(launchedAt)].reduce(
      (first, each) => Math.min(first, each),
    ),
    healthy: healthyOnSide(running, targetGroups).length,
    total: alike.length,
  };
};

const sideTargetGroups = (own: readonly Outline[]): readonly SideTargetGroup[] => {
  const owned = own.filter(({ ref }) => ref.type === "target-group").map(({ ref, facts }) => [ref.arn, facts] as const);
  const used = own
    .filter(({ ref }) => ref.type === "auto-scaling-group")
    .flatMap(({ facts }) => strings(facts, "targetGroups").map((arn) => [arn, facts] as const));
  const isOwn = new Set(owned.map(([arn]) => arn));
  return [...owned, ...used.filter(([arn]) => !isOwn.has(arn))].map(([arn, { side }]) => ({
    arn,
    side: side ?? null,
    isOwn: isOwn.has(arn),
  }));
};

const summedFront = ({ ref: { type, arn }, facts }: Front): SummedFront => ({
  type: type === "listener" ? type : "listener-rule",
  arn,
  side: facts.side ?? null,
  forwards: forwardedBy(facts),
});

const bySide = (type: Outline["ref"]["type"], own: readonly Outline[]) =>
  Map.groupBy(
    own.filter(({ ref }) => ref.type === type),
    ({ facts }) => facts.side,
  );

/** The summary of an environment that has these resources; `templates` are the launch templates that its groups use, whosever, with their versions. */
export const summaryOf = (
  environment: string,
  own: readonly Outline[],
  templates: readonly Outline[],
): EnvironmentSummary => {
  const launched = launches([...own.filter(({ ref }) => ref.type === "auto-scaling-group"), ...templates]);
  const [groups, targetGroups] = [bySide("auto-scaling-group", own), bySide("target-group", own)];
  const manned = bySide("instance", own.filter(isAlive));
  const releases = [...new Set([...groups.keys(), ...manned.keys()])].flatMap((side) => {
    const [group] = groups.get(side) ?? [];
    const parts = { group, launched: launched.get(group?.ref.arn ?? ""), targetGroups: targetGroups.get(side) ?? [] };
    const alike = [...Map.groupBy(manned.get(side) ?? [], releaseKey).values()];
    return (alike.length === 0 ? [[]] : alike).flatMap((some) => summedRelease(some, parts) ?? []);
  });
  return { environment, releases, targetGroups: sideTargetGroups(own), fronts: frontsOf(own).map(summedFront) };
};

/** Whether there is nothing of it any more. */
export const hasNothing = ({ releases, targetGroups, fronts }: EnvironmentSummary): boolean =>
  releases.length === 0 && targetGroups.length === 0 && fronts.length === 0;
