/** The rollback's decisions: what may be undone now, and what must come up first. */
import type { Change, Json } from "../changes/change.ts";
import { type Entry, undoOf } from "../changes/journal.ts";
import { type Verdict, type Wait, waiting } from "./gates.ts";
import { commandsFor } from "./runbook.ts";
import { forwardsOf, type GroupView, healthy, type View } from "./view.ts";

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

/**
 * Whether the undo would take instances from a side that production traffic reaches: where a person moved the traffic, or a
 * listener could not be moved back. Then the size is left, and said so.
 */
export const wouldStarve = (undo: Change, view: View): string | undefined => {
  const { resource, before, after } = undo;
  if (resource.kind !== "group-capacity" || Number(after?.desired ?? 0) >= Number(before?.desired ?? 0))
    return undefined;
  const side = [view.sides.blue, view.sides.green].find(({ group }) => group.name === resource.id);
  const reached = view.listeners.find(({ actions }) =>
    forwardsOf(actions).some(
      ({ targetGroupArn, weight }) => weight > 0 && side?.targetGroups.some((group) => group.arn === targetGroupArn),
    ),
  );
  return reached === undefined
    ? undefined
    : `${resource.id} was not taken back to ${String(after?.desired ?? 0)} instances, since listener ${reached.registered.port} still sends it production traffic.`;
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
