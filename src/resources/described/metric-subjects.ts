import type { Json, ResourceRef } from "../../changes/change.ts";
import { policiesIn, targetGroupsIn } from "./ids.ts";
import { isRecord } from "./plain.ts";

/**
 * What the settings of an alarm or a scaling policy are about: the group and the target groups of its metrics, by dimension or
 * resource label, and the scaling policies that it starts.
 */
export const metricSubjects = (settings: Json): readonly ResourceRef[] => {
  if (typeof settings === "string") return [...targetGroupsIn(settings), ...policiesIn(settings)];
  if (typeof settings !== "object" || settings === null) return [];
  const group =
    isRecord(settings) && settings.Name === "AutoScalingGroupName" && typeof settings.Value === "string"
      ? [{ kind: "auto-scaling-group" as const, id: settings.Value }]
      : [];
  return [...group, ...(Object.values(settings) as readonly Json[]).flatMap(metricSubjects)];
};
