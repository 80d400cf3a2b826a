/** What has already a name, or a port, that the upgrade would give: names are one resource's, whoever made it. */
import type { Change, Kind, ResourceRef } from "../../changes/change.ts";
import { NameTaken } from "../../errors.ts";
import { placeholderId } from "../../resources/described/ids.ts";
import type { Tags } from "../../resources/described/tags.ts";
import { ownershipTags } from "../ownership-tags.ts";

/** Of what an upgrade makes, that which can be there before it, and what people call it. What belongs to a group comes and goes with that. */
const named = {
  "target-group": "target group",
  "launch-template": "launch template",
  "auto-scaling-group": "Auto Scaling group",
  "scaling-alarm": "alarm",
  "placeholder-listener": "listener",
} as const satisfies Partial<Readonly<Record<Kind, string>>>;

/** A resource of a name that the upgrade would give, with its tags. */
export interface Namesake {
  readonly resource: ResourceRef;
  readonly tags: Tags;
}

/** What a plan makes that can be there already. */
export const namesGiven = (changes: readonly Change[]): readonly ResourceRef[] =>
  changes.filter(({ before, resource: { kind } }) => before === null && kind in named).map(({ resource }) => resource);

const whose = (tags: Tags, environment: string): string => {
  const owner = tags[ownershipTags.environment];
  if (owner === undefined) return `carries no tag ${ownershipTags.environment}, so it is somebody else's`;
  return owner === environment ? "is left of an earlier upgrade" : `belongs to environment '${owner}'`;
};

const inWords = ({ resource: { kind, id }, tags }: Namesake, environment: string): string => {
  const isPort = kind === "placeholder-listener";
  const what = isPort
    ? `a listener on port ${placeholderId.parse(id).port}`
    : `${kind in named ? named[kind as keyof typeof named] : kind} '${id}'`;
  const wayOut =
    tags[ownershipTags.environment] === environment
      ? "delete it"
      : isPort
        ? "register another placeholder port"
        : "give it another name";
  return `${what} ${whose(tags, environment)} (${wayOut})`;
};

/**
 * Throws `NameTaken` that lists them all. A load balancer has one listener on a port, and a region one target group, launch template,
 * group or alarm of a name (API references of CreateListener, CreateTargetGroup, CreateLaunchTemplate, CreateAutoScalingGroup,
 * PutMetricAlarm, which writes over what is there).
 */
export const refuseTaken = (namesakes: readonly Namesake[], environment: string): void => {
  if (namesakes.length === 0) return;
  throw new NameTaken(
    `What the upgrade would make for '${environment}' is there already: ${namesakes.map((each) => inWords(each, environment)).join("; ")}. Nothing was changed. Upgrade again once that is settled.`,
  );
};
