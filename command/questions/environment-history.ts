/** What became of an environment: which release each side was given, where production traffic went, and who did it. */
import type { Side } from "../../src/deployment/environment.ts";
import { type Place, templateRef, templateVersionRef } from "../../src/inventory/arn.ts";
import { asOf } from "../../src/inventory/as-of.ts";
import { type Existing, isExisting, number, percentages, text } from "../../src/inventory/attributes.ts";
import type { Cause, Revision, TypedArn } from "../../src/inventory/model.ts";
import { type Acting, type Behind, deploymentBehind, type KnownDeployment } from "./deployment-behind.ts";

export interface EnvironmentEvent {
  readonly time: number;
  readonly side: Side | null;
  /** The side's group launches this release from now on, or a production listener or rule forwards to it. */
  readonly what: "release" | "traffic";
  /** The group's name, or the listener's: `web:443`. */
  readonly resource: string;
  /** Of what the listener or rule forwards, how much goes to the side. */
  readonly percent?: number;
  readonly version: string | null;
  /** The first 7 digits of the git SHA. */
  readonly commit: string | null;
  readonly cause: Cause;
  /** The deployment that did it, if it was one. */
  readonly deployment?: Behind;
}

type Histories = ReadonlyMap<string, readonly Revision[]>;

/** Of each resource all that is known, oldest first. */
const historiesOf = (revisions: readonly Revision[]): Histories =>
  new Map(
    [...Map.groupBy(revisions, ({ ref }) => ref.arn)].map(([arn, some]) => [
      arn,
      some.toSorted((a, b) => a.number - b.number),
    ]),
  );

interface Launch {
  readonly template: TypedArn;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

const launchOf = ({ facts }: Existing, here: Place): Launch | undefined => {
  const id = text(facts, "launchTemplate");
  if (id === undefined) return undefined;
  return { template: templateRef(here, id), version: text(facts, "launchTemplateVersion") ?? "$Default" };
};

/** The templates that groups launch from or did, and every version that one of their revisions tells of. */
export const launchTemplates = (groups: readonly Revision[], here: Place): readonly TypedArn[] => [
  ...new Map(
    groups
      .filter(isExisting)
      .map((group) => launchOf(group, here)?.template)
      .filter((template) => template !== undefined)
      .map((template) => [template.arn, template]),
  ).values(),
];

/** The versions that templates have, or had. */
export const versionsOf = (templates: readonly Revision[]): readonly TypedArn[] => [
  ...new Map(
    templates
      .filter(isExisting)
      .flatMap(({ ref, facts: { details } }) =>
        Array.isArray(details.versions) ? details.versions.map((each) => templateVersionRef(ref, Number(each))) : [],
      )
      .map((version) => [version.arn, version]),
  ).values(),
];

interface Release {
  readonly version: string | null;
  readonly commit: string | null;
}

/** The launch template version that a launch stood for at `time`; undefined if nothing is known of the template. */
const versionAt = ({ template, version }: Launch, time: number, histories: Histories): TypedArn | undefined => {
  const named = { $Latest: "latestVersion", $Default: "defaultVersion" }[version];
  if (named === undefined) return templateVersionRef(template, Number(version));
  const known = asOf(histories.get(template.arn) ?? [], time);
  const stands = known === undefined || !isExisting(known) ? undefined : number(known.facts, named);
  return stands === undefined ? undefined : templateVersionRef(template, stands);
};

/** What a version launches. It never changes, but may be gone by now. */
const releaseOf = (version: TypedArn | undefined, histories: Histories): Release => {
  const known = histories.get(version?.arn ?? "")?.find(isExisting);
  return { version: known?.facts.version ?? null, commit: known?.facts.commit?.slice(0, 7) ?? null };
};

/** The revisions of a resource that say something else than the one before, by what `say` makes of them. */
const news = (revisions: readonly Revision[], say: (revision: Existing) => string): readonly Existing[] => {
  const existing = revisions.filter(isExisting);
  return existing.filter((revision, index) => {
    const before = existing[index - 1];
    return before === undefined || say(before) !== say(revision);
  });
};

/**
 * What happened to one environment, oldest first. `revisions`, in any order, are those of its groups, its target groups, its
 * production listeners and rules, and of the templates and versions that its groups launch; `deployments` are its own.
 */
export const environmentHistory = (
  revisions: readonly Revision[],
  deployments: readonly KnownDeployment[],
  acting: Acting,
): readonly EnvironmentEvent[] => {
  const { here } = acting;
  const histories = historiesOf(revisions);
  const ofTypes = (...types: readonly string[]) =>
    [...histories.values()].filter(([first]) => first !== undefined && types.includes(first.ref.type));
  /** As is known by now: a group was a side's before anything said so. */
  const sideOf = (history: readonly Revision[]): Side | null => history.findLast(isExisting)?.facts.side ?? null;
  const whoOf = (revision: Revision): Pick<EnvironmentEvent, "cause" | "deployment"> => {
    const deployment = deploymentBehind(revision, deployments, acting);
    return { cause: revision.cause, ...(deployment === undefined ? {} : { deployment }) };
  };
  const groups = ofTypes("auto-scaling-group");
  const launchedBy = (group: Existing, time: number): TypedArn | undefined => {
    const launch = launchOf(group, here);
    return launch && versionAt(launch, time, histories);
  };
  const launchedBySide = (side: Side | null, time: number): TypedArn | undefined => {
    const group = asOf(groups.find((history) => sideOf(history) === side) ?? [], time);
    return group === undefined || !isExisting(group) ? undefined : launchedBy(group, time);
  };

  const releases = groups.flatMap((history) =>
    news(history, (group) => launchedBy(group, group.trueFrom)?.arn ?? "").map(
      (group): EnvironmentEvent => ({
        time: group.trueFrom,
        side: sideOf(history),
        what: "release",
        resource: group.facts.name,
        ...releaseOf(launchedBy(group, group.trueFrom), histories),
        ...whoOf(group),
      }),
    ),
  );
  const sharesOf = (front: Existing) =>
    [...percentages(front, (arn) => sideOf(histories.get(arn) ?? []))].toSorted(([a], [b]) =>
      (a ?? "") < (b ?? "") ? -1 : 1,
    );
  const traffic = ofTypes("listener", "listener-rule").flatMap((history) =>
    news(history, (front) => JSON.stringify(sharesOf(front))).flatMap((front) =>
      sharesOf(front).map(
        ([side, percent]): EnvironmentEvent => ({
          time: front.trueFrom,
          side,
          what: "traffic",
          resource: front.facts.name,
          percent,
          ...releaseOf(launchedBySide(side, front.trueFrom), histories),
          ...whoOf(front),
        }),
      ),
    ),
  );
  return [...releases, ...traffic].toSorted((a, b) => a.time - b.time);
};
