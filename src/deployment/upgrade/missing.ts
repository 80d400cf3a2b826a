/** What of a twin is to be made again, since somebody deleted it; and a placeholder for a listener that the registration gained. */
import { type Change, type ResourceRef, sameResource } from "../../changes/change.ts";
import { NotAsRegistered } from "../../errors.ts";
import type { Live } from "./live.ts";
import type { UpgradePlan } from "./plan.ts";

const nothing: UpgradePlan = { changes: [], report: [] };

/** A part of the twin that is made once, with its first upgrade. */
export const unlessStanding = ({ standing }: Live, plan: () => UpgradePlan): UpgradePlan =>
  standing === undefined ? plan() : nothing;

/** The plan without what stands of the fleet. What is set on the group once it is made goes with that; the live side is marked already. */
export const missingFleet = ({ standing }: Live, plan: UpgradePlan): UpgradePlan => {
  if (standing === undefined) return plan;
  const stands = (resource: ResourceRef) => standing.fleet.some((each) => sameResource(each, resource));
  const isMade = ({ before, resource }: Change) => before === null && !stands(resource);
  const group = plan.changes.find((each) => each.resource.kind === "auto-scaling-group" && isMade(each))?.resource.id;
  const goesWithIt = ({ before, resource }: Change) => before !== null && resource.id === group;
  return { changes: plan.changes.filter((each) => isMade(each) || goesWithIt(each)), report: [] };
};

/** The plan without the placeholders that stand. */
export const missingPlaceholders = ({ standing }: Live, plan: UpgradePlan): UpgradePlan =>
  standing === undefined
    ? plan
    : { ...plan, changes: plan.changes.filter(({ resource: { id } }) => !standing.placeholders.includes(id)) };

/**
 * Throws `NotAsRegistered` if the live group has a target group since, of which the green side has no twin: its group would have to be
 * attached to that as well.
 */
export const refuseNewTargetGroups = ({ standing, targetGroups, group }: Live, environment: string): void => {
  const added = targetGroups.filter(
    ({ targetGroup }) => standing?.twins.has(targetGroup.TargetGroupArn ?? "") === false,
  );
  if (added.length > 0)
    throw new NotAsRegistered(
      `Auto Scaling group '${group.AutoScalingGroupName}' registers its instances with ${added.map(({ targetGroup }) => `target group '${targetGroup.TargetGroupName}'`).join(", ")} since environment '${environment}' was upgraded, and the green side has no twin of it. Nothing was changed. Undo the upgrade ('sarcelle rollback ${environment}', if it was the last deployment) and upgrade again, or serve with the target groups that were there.`,
    );
};
