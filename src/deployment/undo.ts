/** The rollback's decisions: what may be undone now, and what must come up first. */
import type { Change, Json, State } from "../changes/change.ts";
import { type Entry, undoOf } from "../changes/journal.ts";
import { type Verdict, type Wait, waiting } from "./gates.ts";
import { scalingProcesses } from "./processes.ts";
import { commandsFor } from "./runbook.ts";
import { forwardsOf, type GroupView, healthy, type SideView, type View } from "./view.ts";

/** The target groups that traffic would reach once the change is made; none if it moves no production traffic. */
export const destinations = ({ resource, after }: Change): readonly string[] => {
  if (resource.kind !== "listener" && resource.kind !== "listener-rule") return [];
  const actions = after?.actions;
  return forwardsOf(Array.isArray(actions) ? (actions as readonly Json[]) : [])
    .filter((forward) => forward.weight > 0)
    .map((forward) => forward.targetGroupArn);
};

/**
 * Before traffic moves back: every target group that gets it has as many healthy targets as its side has instances. The side
 * whose size was undone first comes up before it is trusted.
 */
export const destinationGate = (view: View, targetGroupArns: readonly string[], wait: Wait): Verdict => {
  for (const { group, targetGroups } of [view.sides.blue, view.sides.green]) {
    const needed = Math.max(1, group.desired);
    const short = targetGroups.find((each) => targetGroupArns.includes(each.arn) && healthy(each) < needed);
    if (short !== undefined)
      return waiting(
        `Traffic cannot move back yet: ${short.name} has ${healthy(short)} of ${needed} healthy targets`,
        wait,
        short.healthCheck.intervalSeconds,
      );
  }
  return { verdict: "ready", reason: "the side that gets the traffic back is healthy" };
};

const suspendsScaling = (after: State | null): boolean =>
  scalingProcesses.some((process) => after?.[process] === "suspended");

/** What an undo would do to a side that must not happen while production traffic reaches it; undefined if nothing. */
const harm = ({ resource: { kind, id }, before, after }: Change, side: SideView): string | undefined => {
  const { name, launchTemplate } = side.group;
  if (kind === "group-capacity" && id === name && Number(after?.desired ?? 0) < Number(before?.desired ?? 0))
    return `${name} was not taken back to ${String(after?.desired ?? 0)} instances`;
  if (kind === "group-launch-template" && id === name)
    return `${name} was not taken back to its earlier launch template`;
  if (kind === "launch-template-version" && id.startsWith(`${launchTemplate.id}/`))
    return `the launch template version that ${name} runs was not deleted`;
  if (kind === "group-processes" && id === name && suspendsScaling(after)) return `${name}'s scaling was not suspended`;
  return undefined;
};

/** Whether the undo can do harm where traffic is, so that it must be known where traffic is. */
export const concernsTraffic = (undo: Change): boolean =>
  destinations(undo).length > 0 ||
  ["group-capacity", "group-launch-template", "launch-template-version"].includes(undo.resource.kind) ||
  (undo.resource.kind === "group-processes" && suspendsScaling(undo.after));

/**
 * Why an undo must be left: it would harm a side that production traffic still reaches, because a person moved the traffic there or
 * a listener could not be moved back.
 */
export const wouldStarve = (undo: Change, view: View): string | undefined => {
  for (const side of [view.sides.blue, view.sides.green]) {
    const reached = view.listeners.find(({ actions }) =>
      forwardsOf(actions).some(
        ({ targetGroupArn, weight }) => weight > 0 && side.targetGroups.some((group) => group.arn === targetGroupArn),
      ),
    );
    const what = harm(undo, side);
    if (reached !== undefined && what !== undefined)
      return `${what}, since listener ${reached.registered.port} still sends it production traffic.`;
  }
  return undefined;
};

/** After the last undo: the groups that were touched are at their size, and nothing comes or goes any more. */
export const settledGate = (groups: readonly GroupView[], wait: Wait): Verdict => {
  const moving = groups.find(
    (group) =>
      group.instances.length !== group.desired ||
      group.instances.some((instance) => instance.lifecycleState !== "InService"),
  );
  if (moving === undefined) return { verdict: "ready", reason: "everything is as it was before" };
  return waiting(`${moving.name} has ${moving.instances.length} instances on the way to ${moving.desired}`, wait, 10);
};

/** The groups whose size or existence the journal touched, by name. */
export const touchedGroups = (entries: readonly Entry[]): readonly string[] => [
  ...new Set(
    entries
      .map(({ change }) => change.resource)
      .filter(({ kind }) => kind === "group-capacity" || kind === "auto-scaling-group")
      .map(({ id }) => id),
  ),
];

/** What a person needs to know when a rollback could not undo everything: what is left, what was found, and how to finish it. */
export const incomplete = (environment: string, changes: number, conflicts: readonly Entry[]): string =>
  [
    `${conflicts.length} of ${changes} changes could not be undone; everything else is undone, and '${environment}' stays locked.`,
    ...conflicts.flatMap((entry) => [
      `- ${entry.note ?? `${entry.change.resource.kind} ${entry.change.resource.id}`}`,
      ...commandsFor(undoOf(entry)).map((command) => `  To restore it: ${command}`),
    ]),
    `Then continue with 'sarcelle rollback ${environment}', or keep things as they are with 'sarcelle rollback ${environment} --accept REASON'.`,
  ].join("\n");
