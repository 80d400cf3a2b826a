/** The rollback's decisions: what may be undone now, and what must come up first. */
import type { Change, State } from "../changes/change.ts";
import { deploymentChanges, type Entry, isRollbacks, outlasts } from "../changes/journal.ts";
import type { Permission } from "../changes/undo.ts";
import { memberId } from "../resources/described/ids.ts";
import { forecastOnly } from "../resources/described/predictive.ts";
import { answeringIn, answeringUnits, isAtSize, neededUnits, sizeOf } from "./capacity.ts";
import { isGoing } from "./emptying.ts";
import { otherSide } from "./environment.ts";
import { carryingGate, plural, rarely, ready, type Verdict, type Wait, waited, waiting } from "./gates.ts";
import { keep } from "./hold.ts";
import { scalingProcesses } from "./processes.ts";
import { destinations, listenerThatReaches, sideThatGains, trafficOf } from "./traffic.ts";
import { usesVersion } from "./version-use.ts";
import {
  type GroupView,
  type InstanceView,
  type SideView,
  slowestIntervalSeconds,
  type TemplateVersion,
  type View,
} from "./view.ts";
import { zonesShort } from "./zones.ts";

/** What the traffic needs now: as many as carry it, or as the side has itself if that is more; no more than it may have. */
const neededNow = ({ group }: SideView, carrying: SideView): number =>
  Math.max(1, Math.min(group.max, Math.max(group.desired, neededUnits(carrying))));

const health = (side: SideView): string =>
  side.targetGroups.map((group) => `${group.name} ${answeringIn(side, group)} of ${sizeOf(side)} healthy`).join(", ");

const now: Permission = { kind: "now" };

const later = ({ reason, lookAgainInSeconds }: Extract<Verdict, { readonly verdict: "not ready" }>): Permission => ({
  kind: "later",
  reason,
  lookAgainInSeconds,
});

/** What to do before traffic moves to where `undo` sends it, so that it only moves where it is better off. */
const permitReturn = (undo: Change, view: View, wait: Wait): Permission => {
  const to = sideThatGains(view, [undo]);
  // Neither side's: what the deployment found there, and nothing that it could bring up.
  if (to === undefined) return now;
  const from = view.sides[otherSide(to.side)];
  const needed = neededNow(to, from);
  if (to.group.min < needed) return { kind: "first", change: keep(to.group, needed) };
  const short = zonesShort(view, { to, from, units: needed });
  if (answeringUnits(to) >= needed && short === undefined) return now;
  const carries = carryingGate(from).verdict === "ready";
  // Neither side is fit: the one with more to answer is the lesser harm, and each listener moves once.
  if (!carries && answeringUnits(to) >= Math.min(needed, answeringUnits(from) + 1)) return now;
  const verdict = waiting(
    `traffic cannot move back to ${to.side} yet: ${health(to)}, ${needed} needed${short === undefined ? "" : `; ${short}`}`,
    wait,
    Math.max(slowestIntervalSeconds(to), rarely(waited(wait))),
  );
  if (verdict.verdict === "not ready") return later(verdict);
  return {
    kind: "stop",
    reason: carries
      ? `${from.side} carries the traffic and keeps it: ${verdict.reason} Bring ${to.side} up, then go on.`
      : `Neither side can carry the traffic. It stays on ${from.side} (${health(from)}), which is no worse than ${to.side}: ${verdict.reason} Bring one of them up at once.`,
  };
};

const isHeld = (entry: Entry): boolean =>
  isRollbacks(entry) && entry.status === "applied" && entry.change.resource.kind === "group-capacity";

/** Whether a rollback holds a side at what it carries. */
export const holdsSide = (entries: readonly Entry[]): boolean => entries.some(isHeld);

/** After the last undo: the side that a rollback held before it sent traffic there is up. Traffic may have come before, where neither was. */
export const heldGate = (entries: readonly Entry[], view: View, wait: Wait): Verdict => {
  for (const { change } of entries.filter(isHeld)) {
    const side = [view.sides.blue, view.sides.green].find(({ group }) => group.name === change.resource.id);
    const needed = Number(change.after?.min ?? 0);
    if (side !== undefined && answeringUnits(side) < needed)
      return waiting(
        `${side.side} is not up yet: ${health(side)}, ${needed} needed`,
        wait,
        Math.max(slowestIntervalSeconds(side), rarely(waited(wait))),
      );
  }
  return ready("what is held is up");
};

/** Whether, in the world as it is, an undo may be made now; `deletes` is the launch template version that it would take away, if one. */
export const permissionFor = (undo: Change, view: View, wait: Wait, deletes?: TemplateVersion): Permission => {
  const starving = wouldStarve(undo, view, deletes);
  return starving === undefined ? permitReturn(undo, view, wait) : { kind: "leave", reason: starving };
};

const suspendsScaling = (after: State | null): boolean =>
  scalingProcesses.some((process) => after?.[process] === "suspended");

const predictsNothing = (after: State | null): boolean => after?.mode === forecastOnly;

const desiredIn = (state: State | null): number => Number(state?.desired ?? 0);

/** What an undo would do to a side that must not happen while production traffic reaches it; undefined if nothing. */
const harm = (
  { resource: { kind, id }, before, after }: Change,
  { group }: SideView,
  deletes: TemplateVersion | undefined,
): string | undefined => {
  const { name } = group;
  if (kind === "group-capacity" && id === name && desiredIn(after) < desiredIn(before))
    return `${name} was not taken back to ${desiredIn(after)} instances`;
  if (kind === "group-capacity" && id === name && Number(after?.min) < Number(before?.min))
    return `${name}'s minimum was not taken back to ${after?.min}`;
  if (kind === "group-launch-template" && id === name)
    return `${name} was not taken back to its earlier launch template`;
  if (kind === "launch-template-version" && deletes !== undefined && usesVersion(group, deletes))
    return `the launch template version that ${name} runs was not deleted`;
  if (kind === "group-processes" && id === name && suspendsScaling(after)) return `${name}'s scaling was not suspended`;
  if (kind === "predictive-mode" && memberId.parse(id).group === name && predictsNothing(after))
    return `the policy ${memberId.parse(id).name} of ${name} was not set to forecast only`;
  return undefined;
};

/** Whether the undo can do harm where traffic is, so that it must be known where traffic is. */
export const concernsTraffic = (undo: Change): boolean =>
  destinations(undo).length > 0 ||
  ["group-capacity", "group-launch-template", "launch-template-version"].includes(undo.resource.kind) ||
  (undo.resource.kind === "group-processes" && suspendsScaling(undo.after)) ||
  (undo.resource.kind === "predictive-mode" && predictsNothing(undo.after));

/**
 * Why an undo must be left: it would harm a side that production traffic still reaches, because a person moved the traffic there or
 * a listener could not be moved back.
 */
export const wouldStarve = (undo: Change, view: View, deletes?: TemplateVersion): string | undefined => {
  for (const side of [view.sides.blue, view.sides.green]) {
    const reached = listenerThatReaches(trafficOf(view), side.side);
    const what = harm(undo, side, deletes);
    if (reached !== undefined && what !== undefined)
      return `${what}, since listener ${reached.port} still sends it production traffic.`;
  }
  return undefined;
};

/** What a group counts, or soon will: not what goes, stands by, is retained or waits in a pool. */
const counts = ({ lifecycleState }: InstanceView): boolean =>
  lifecycleState === "InService" || lifecycleState.startsWith("Pending");

const inService = ({ lifecycleState }: InstanceView): boolean => lifecycleState === "InService";

const hasItsSize = (group: GroupView): boolean => {
  const counted = group.instances.filter(counts);
  return isAtSize({ ...group, instances: counted }) && counted.every(inService);
};

/** What of the groups AWS still takes away, in words; none once they have settled. */
export const stillGoing = (groups: readonly GroupView[]): string | undefined => {
  const going = groups
    .map(({ name, instances }) => ({ name, count: instances.filter(isGoing).length }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${plural(count, "instance")} of ${name}`);
  return going.length === 0 ? undefined : going.join(" and ");
};

/**
 * After the last undo: the groups that were touched are at their size, and nothing comes or goes any more. What only still goes when the
 * time is over goes without anybody who waits for it.
 */
export const settledGate = (groups: readonly GroupView[], wait: Wait): Verdict => {
  const moving = groups.find((group) => !hasItsSize(group) || group.instances.some(isGoing));
  if (moving === undefined) return { verdict: "ready", reason: "everything is as it was before" };
  const verdict = waiting(
    `${moving.name} has ${moving.instances.length} instances on the way to ${moving.desired}`,
    wait,
    10,
  );
  return verdict.verdict === "failed" && groups.every(hasItsSize)
    ? {
        verdict: "ready",
        reason: `everything is as it was before, but that AWS still takes away ${stillGoing(groups)}`,
      }
    : verdict;
};

/** The groups whose size, existence or instances the journal touched, by name. */
export const touchedGroups = (entries: readonly Entry[]): readonly string[] => [
  ...new Set(
    entries
      .map(({ change }) => change.resource)
      .filter(({ kind }) => ["group-capacity", "auto-scaling-group", "instance-refresh"].includes(kind))
      .map(({ id }) => id),
  ),
];

/** The changes of a deployment that its rollback undoes. */
const undoable = (entries: readonly Entry[]): readonly Entry[] =>
  deploymentChanges(entries).filter((entry) => !outlasts(entry));

/** That a rollback could not undo everything, as the cause's beginning; the runbook says what is left. */
export const incompleteText = (environment: string, entries: readonly Entry[], conflicts: readonly Entry[]): string => {
  return `${conflicts.length} of ${undoable(entries).length} changes could not be undone; everything else is undone, and '${environment}' stays locked.`;
};

/** That a rollback undid everything, as the cause's end; `entries` is the closed journal, `going` what AWS still takes away. */
export const undoneText = (
  environment: string,
  deployment: string,
  entries: readonly Entry[],
  going?: string,
): string => {
  const count = undoable(entries).length;
  const [all, were] = count === 1 ? ["The only change", "was"] : [`All ${count} changes`, "were"];
  const still = going === undefined ? "" : ` AWS still takes away ${going}.`;
  return `${all} of deployment '${deployment}' ${were} undone; '${environment}' is as it was before and free.${still}`;
};
