import { isoTime, milliseconds } from "../../clock.ts";
import type { Existing } from "../attributes.ts";
import type { ResourceType } from "../model.ts";
import { isOwn } from "../own-actor.ts";
import { type Found, isLive, type Rule } from "./rule.ts";

/** For how long people are to hear of it. */
const toldForMilliseconds = milliseconds.day;

/** The calls that change what Sarcelle moves, by what they are of; of a group's desired size everybody may dispose. */
const calls: Partial<Record<ResourceType, ReadonlySet<string>>> = {
  listener: new Set(["ModifyListener"]),
  "listener-rule": new Set(["ModifyRule", "SetRulePriorities"]),
  "auto-scaling-group": new Set([
    ...["UpdateAutoScalingGroup", "SuspendProcesses", "ResumeProcesses", "StartInstanceRefresh"],
    ...["AttachLoadBalancerTargetGroups", "DetachLoadBalancerTargetGroups"],
    ...["AttachTrafficSources", "DetachTrafficSources"],
  ]),
};

/** AWS's own services scale a group. */
const isAws = (actor: string): boolean => /^[\w.-]+\.amazonaws\.com$/.test(actor);

const changeOf = ({ ref, number, cause }: Existing, stack: string): string | undefined => {
  const { event = "", actor } = cause;
  if (number === 1 || actor === undefined || isOwn(actor, stack) || isAws(actor)) return undefined;
  return calls[ref.type]?.has(event) === true ? `${event} by ${actor}` : undefined;
};

/**
 * Somebody other than Sarcelle changed a listener, a rule or a group of an environment, by its last change: who did, as CloudTrail has it. For a
 * day, or until it is changed again. Without a trail that logs management events nobody can know who did it: `no-trail` says so instead.
 */
export const changedOutside: Rule = (scene) =>
  scene.resources.flatMap((resource): readonly Found[] => {
    const { environment } = resource.facts;
    const change = changeOf(resource, scene.stack);
    if (change === undefined || environment === undefined || !scene.stages.has(environment)) return [];
    if (scene.now - resource.trueFrom > toldForMilliseconds) return [];
    return [
      {
        resource,
        level: isLive(environment, scene) ? "warning" : "info",
        threshold: "no change by others to what Sarcelle moves and sizes",
        found: `${change} at ${isoTime(resource.trueFrom)}`,
      },
    ];
  });
