/** Which release users have after a plan: by what the plan does to the listeners, and by what each side launches. */
import { isDenial } from "../../command/trouble.ts";
import { autoScaling, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { readVersion } from "../../src/aws/launch-templates.ts";
import { observeSides } from "../../src/aws/observe.ts";
import { observeFleet } from "../../src/aws/observe-fleet.ts";
import type { Change } from "../../src/changes/change.ts";
import { type AnyEnvironment, otherSide, type Side } from "../../src/deployment/environment.ts";
import { commitOf, releaseOf } from "../../src/deployment/release.ts";
import { destinations, sideWithAll, trafficOf } from "../../src/deployment/traffic.ts";
import type { TemplateVersion, View } from "../../src/deployment/view.ts";
import { NotAsRegistered, NotOurs } from "../../src/errors.ts";
import type { Afterwards } from "../agreement.ts";
import { shownRelease } from "../shown-deployment.ts";
import type { ShownRelease } from "../snapshot.ts";

/** The sides as they stand; undefined where there are none to see, as in the midst of an upgrade, and for who may not look: whoever approves need not. */
const seenSides = async (environment: AnyEnvironment): Promise<View | undefined> => {
  if (environment.sides === 1) return undefined;
  try {
    return await observeSides({ autoScaling: autoScaling(), loadBalancing: loadBalancing() }, environment);
  } catch (error) {
    if (error instanceof NotAsRegistered || error instanceof NotOurs) return undefined;
    if (error instanceof Error && isDenial(error)) return undefined;
    throw error;
  }
};

/** The side that all production traffic reaches once the changes are made; undefined where that is none, or not one alone. */
export const sideAfter = (changes: readonly Change[], view: View): Side | undefined => {
  const last = new Map(
    changes.filter((change) => destinations(change).length > 0).map((change) => [change.resource.id, change]),
  );
  if (last.size === 0) return sideWithAll(trafficOf(view));
  const reached = new Set([...last.values()].flatMap(destinations));
  return (["blue", "green"] as const).find((side) =>
    [...reached].every((arn) => view.sides[side].targetGroups.some((group) => group.arn === arn)),
  );
};

const launched = async (template: TemplateVersion, environment: AnyEnvironment): Promise<ShownRelease | null> => {
  if (template.id === "") return null;
  const { data } = await readVersion(ec2(), template);
  const version = releaseOf(data);
  if (version === null) return null;
  const imageId = typeof data.ImageId === "string" ? data.ImageId : null;
  return shownRelease({ version, commit: commitOf(data), imageId }, environment);
};

/** What is about to happen to the traffic. */
interface Coming {
  readonly changes: readonly Change[];
  /** The release that the side which gets traffic has by then, where that is another one than now. */
  readonly brings: ShownRelease | null;
  /** Whether the idle side gets the traffic, though no plan says so yet. */
  readonly toIdle: boolean;
}

/** The side without traffic now; who has it afterwards, and with which release. */
export const usersAfter = async (
  environment: AnyEnvironment,
  { changes, brings, toIdle }: Coming,
): Promise<{ readonly idle: Side | null; readonly afterwards: Afterwards }> => {
  if (environment.sides === 1) {
    const observers = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
    const { group } = await observeFleet(observers, environment);
    return {
      idle: null,
      afterwards: { side: null, release: await launched(group.launchTemplate, environment), moves: false },
    };
  }
  const view = await seenSides(environment);
  if (view === undefined) {
    const isKnown = toIdle && brings !== null;
    return { idle: null, afterwards: { side: null, release: isKnown ? brings : null, moves: isKnown } };
  }
  const now = sideWithAll(trafficOf(view));
  const idle = now === undefined ? null : otherSide(now);
  const side = toIdle ? (idle ?? undefined) : sideAfter(changes, view);
  if (side === undefined) return { idle, afterwards: { side: null, release: null, moves: false } };
  const moves = side !== now;
  const release =
    moves && brings !== null ? brings : await launched(view.sides[side].group.launchTemplate, environment);
  return { idle, afterwards: { side, release, moves } };
};
