/** Sarcelle's own events: their names, and what a deployment announces of its changes. What hears them is `own.ts`. */
import type { Change, Kind } from "../../changes/change.ts";
import { placeholderId, previewId, tagsId, versionId } from "../../resources/described/ids.ts";
import { groupRef, instanceRef, type Place, parseArn, templateRef } from "../arn.ts";

export const ownSource = "sarcelle";
export const resourcesChanged = "Sarcelle Resources Changed";
export const deploymentProgressed = "Sarcelle Deployment Progressed";
export const sweepGoesOn = "Sarcelle Sweep Goes On";

/** The detail of the event with which a function says that there is something to tell of a deployment: a hint, the truth is in the table. */
export interface Progressed {
  readonly environment: string;
  readonly deployment: string;
  /** Why it is rolled back, without what was found of resources. */
  readonly why?: string;
}

/** The detail of the event with which a deployment says what it changed. */
export const changeDetail = (run: { environment: string; deployment: string }, arns: readonly string[]) => ({
  ...run,
  resources: arns,
});

type Touched = (id: string, here: Place) => readonly string[];

const nothing: Touched = () => [];
const group: Touched = (name, here) => [groupRef(here, name).arn];
const itself: Touched = (arn) => [arn];

const tagged: Touched = (id, here) => {
  const { service, name } = tagsId.parse(id);
  if (service === "autoscaling") return group(name, here);
  if (name.startsWith("lt-")) return [templateRef(here, name).arn];
  return [name.startsWith("i-") ? instanceRef(here, name).arn : name];
};

/**
 * By kind, the resource that a look has to begin with. What AWS gives an id of its own only when it is made comes along with what
 * it is a part of: a listener with its load balancer, a rule with its listener, a template's version with the template, a twin's target groups with its group.
 */
const touchedBy: Readonly<Record<Kind, Touched>> = {
  // Known by its name only until it is made: CloudTrail tells of it.
  "launch-template": nothing,
  "launch-template-version": (id, here) => [templateRef(here, versionId.parse(id).launchTemplateId).arn],
  "target-group": nothing,
  "placeholder-listener": (id) => [placeholderId.parse(id).loadBalancerArn],
  listener: itself,
  "listener-rule": itself,
  "preview-rule": (id) => [previewId.parse(id).listenerArn],
  "deletion-protection": itself,
  "auto-scaling-group": group,
  "group-capacity": group,
  "group-launch-template": group,
  "instance-refresh": group,
  "group-processes": group,
  // Of these a group's row says nothing.
  "group-metrics": nothing,
  "scale-in-protection": nothing,
  "scaling-policy": nothing,
  "predictive-mode": nothing,
  "scaling-alarm": nothing,
  "scheduled-action": nothing,
  "lifecycle-hook": nothing,
  notification: nothing,
  "warm-pool": nothing,
  tags: tagged,
  registration: nothing,
};

/** The ARNs to announce, each once. */
export const touchedArns = (changes: readonly Pick<Change, "resource">[], here: Place): readonly string[] => {
  const arns = changes.flatMap(({ resource: { kind, id } }) => touchedBy[kind](id, here));
  return [...new Set(arns)].filter((arn) => parseArn(arn) !== undefined);
};
