/** The rollback's decisions about a rolling update: AWS brings the instances back, and until it has, nothing goes that they were made of. */
import type { Change, State } from "../changes/change.ts";
import { type Entry, isRollbacks, undoOf } from "../changes/journal.ts";
import type { Permission } from "../changes/undo.ts";
import { activeIn, isSameVersion, othersThan, type RefreshView } from "../resources/described/instance-refresh.ts";
import type { AnyEnvironment } from "./environment.ts";
import { lookAgain, plural, type Wait, waiting } from "./gates.ts";
import { usesVersion } from "./version-use.ts";
import type { GroupView, TemplateVersion } from "./view.ts";

/** A group on its way back. */
export interface ReturningGroup {
  readonly group: GroupView;
  /** Newest first. */
  readonly refreshes: readonly RefreshView[];
}

/** What a rollback is to bring back. */
interface Return {
  /** The group's name. */
  readonly group: string;
  /** What its instances ran; missing where somebody else had them run something since, which stays. */
  readonly to?: TemplateVersion;
  /** By which it is begun once more, where AWS gives up; and whether this rollback has done so often enough. */
  readonly again?: { readonly change: Change; readonly tried: boolean };
}

/** How often one rollback begins the return anew: what keeps AWS from it twice is for a person. */
const mostReturns = 1;

const versionIn = (state: State | null): TemplateVersion => ({
  id: String(state?.launchTemplateId),
  version: String(state?.version),
});

const isRefresh = ({ change, status }: Entry): boolean =>
  change.resource.kind === "instance-refresh" && status !== "planned";

/**
 * The group whose instances a journal's deployment replaced, and what they ran before; undefined if it replaced none. `since` is when the
 * rollback began, in milliseconds since the epoch.
 */
export const returnOf = (entries: readonly Entry[], since: number): Return | undefined => {
  const found = entries.find((entry) => isRefresh(entry) && !isRollbacks(entry));
  if (found === undefined) return undefined;
  const { resource, before } = found.change;
  if (found.status === "conflict") return { group: resource.id };
  // One whose function died may never have been begun.
  const begun = entries.filter(
    (entry) => isRefresh(entry) && isRollbacks(entry) && entry.status === "applied" && entry.at >= since,
  );
  return {
    group: resource.id,
    to: versionIn(before),
    again: { change: undoOf(found), tried: begun.length >= mostReturns },
  };
};

/** How long a rollback waits: where it has instances replaced, at least for as long as that may take on the way there. */
export const rollbackSeconds = (
  { timeouts, rolling }: Pick<AnyEnvironment, "timeouts" | "rolling">,
  back: Return | undefined,
): number => (back === undefined ? timeouts.rollback : Math.max(timeouts.rollback, rolling.seconds));

/** Whether a version may be deleted that nothing of the deployment's leads to any more: somebody may have had the group launch it. */
export const permissionBesides = (group: GroupView | undefined, deletes: TemplateVersion | undefined): Permission =>
  group !== undefined && deletes !== undefined && usesVersion(group, deletes)
    ? { kind: "leave", reason: `the launch template version that ${group.name} runs was not deleted.` }
    : { kind: "now" };

/** AWS looks at its instances about as often. */
const changesEverySeconds = 15;

const laterOrStop = (what: string, wait: Wait): Permission => {
  const verdict = waiting(what, wait, lookAgain(wait, changesEverySeconds));
  if (verdict.verdict !== "not ready") return { kind: "stop", reason: verdict.reason };
  return { kind: "later", reason: verdict.reason, lookAgainInSeconds: verdict.lookAgainInSeconds };
};

/** Whether AWS says that all is back: what shows otherwise was read before that, or trails. */
const saysBack = (last: RefreshView | undefined, to: TemplateVersion): boolean =>
  last?.status === "RollbackSuccessful" || (last?.status === "Successful" && isSameVersion(last.desired, to));

/** Whether the group launches one of the two between which its instances were: what somebody else has it launch is theirs. */
const isBetween = ({ launchTemplate }: GroupView, { before, after }: Change): boolean =>
  [before, after].some((state) => isSameVersion(launchTemplate, versionIn(state)));

/** Why not all is back where AWS is done: the group may launch what it is to be brought back from. */
const notBack = ({ group, refreshes: [last] }: ReturningGroup, to: TemplateVersion): string | undefined => {
  const { name, launchTemplate } = group;
  const others = othersThan(to, group.instances);
  const launches = isSameVersion(launchTemplate, to);
  if (launches && others.length === 0) return undefined;
  const gaveUp =
    last === undefined ? "" : ` (${last.status}${last.reason === "" ? "" : `: ${last.reason.replace(/\.$/, "")}`})`;
  const of = `version ${to.version} of ${to.id}`;
  const why = [
    ...(others.length > 0
      ? [`it has ${plural(others.length, "instance")} that did not come from ${of} (${others.join(", ")})`]
      : []),
    ...(launches ? [] : [`it launches version ${launchTemplate.version} of ${launchTemplate.id}, not ${of}`]),
  ].join("; ");
  return `AWS could not bring all instances of ${name} back${gaveUp}: ${why}`;
};

/**
 * What a person does then: go on with the rollback, which begins the refresh anew where the group launches either of its versions. Where it
 * launches what is somebody else's, a person begins it. Either way the rollback waits for it, and lets a cluster's nodes join and leave meanwhile.
 */
const howToGoOn = ({ name }: GroupView, to: TemplateVersion, isOurs: boolean): string => {
  if (isOurs) return "Once AWS can launch instances again, go on: the rollback has them replaced once more.";
  const desired = JSON.stringify({ LaunchTemplate: { LaunchTemplateId: to.id, Version: to.version } });
  return `Replace them: aws autoscaling start-instance-refresh --auto-scaling-group-name ${name} --desired-configuration '${desired}'; then go on: the rollback waits for that.`;
};

/**
 * Whether, with the group as it stands, an undo may be made now; `returning` is undefined where the group is gone, `to` is what it is to be
 * brought back to, `again` begins that anew, `deletes` is the launch template version that the undo would take away, if one.
 */
export const returnPermission = (
  undo: Change,
  returning: ReturningGroup | undefined,
  wait: Wait,
  { to, again, deletes }: Omit<Return, "group"> & { readonly deletes?: TemplateVersion | undefined } = {},
): Permission => {
  if (returning === undefined) return { kind: "now" };
  const { group, refreshes } = returning;
  const active = activeIn(refreshes);
  const isItself = undo.resource.kind === "instance-refresh";
  // One that is being ended can neither be rolled back, nor followed by another yet.
  if (active !== undefined && (!isItself || active.status === "Cancelling"))
    return laterOrStop(
      `AWS is not done with the instances of ${group.name} (${active.status}, ${active.percent} %)`,
      wait,
    );
  // What an update took off its group once it was done stands again before the instances come back.
  const putsGate = undo.resource.kind === "lifecycle-hook" && undo.after !== null;
  if (isItself || putsGate) return { kind: "now" };
  const reason = to === undefined ? undefined : notBack(returning, to);
  if (to === undefined || reason === undefined) return permissionBesides(group, deletes);
  if (saysBack(refreshes[0], to)) return laterOrStop(reason, wait);
  const isOurs = again !== undefined && isBetween(group, again.change);
  return isOurs && !again.tried
    ? { kind: "first", change: again.change }
    : { kind: "stop", reason: `${reason}. ${howToGoOn(group, to, isOurs)}` };
};
