import type { Change, Json } from "../../changes/change.ts";
import { NotOurs } from "../../errors.ts";
import type { Tags } from "../../resources/described/tags.ts";
import type { Side } from "../environment.ts";
import { ownershipTags } from "../ownership-tags.ts";
import type { FieldReport } from "./plan.ts";

/** Everything of ours: ownership, and what a deployment leaves on a group for the next. */
const ownPrefix = "sarcelle:";
/** Tags that AWS sets; nobody else may set them on another resource. */
const reservedPrefix = "aws:";

/** The tags that mark a resource as one side of an environment. */
export const ownership = (environment: string, side: Side): Tags => ({
  [ownershipTags.environment]: environment,
  [ownershipTags.side]: side,
});

/** Throws `NotOurs` if the tags say that a resource is another environment's. */
export const requireUnowned = (resource: string, tags: Tags, environment: string): void => {
  const owner = tags[ownershipTags.environment];
  if (owner !== undefined && owner !== environment)
    throw new NotOurs(
      `${resource} is tagged ${ownershipTags.environment}=${owner}, so it belongs to environment '${owner}' and not to '${environment}'. Nothing was changed. Give each environment resources of its own.`,
    );
};

/** Marks what stands as the blue side. Throws `NotOurs` if it is another environment's. `id` is the `tags` kind's. */
export const markAsBlue = (resource: string, id: string, tags: Tags, environment: string): Change => {
  requireUnowned(resource, tags, environment);
  const after = ownership(environment, "blue");
  return {
    resource: { kind: "tags", id },
    before: Object.fromEntries(Object.keys(after).map((key) => [key, tags[key] ?? null])),
    after,
  };
};

/** Whether an earlier upgrade of this environment has been here. */
export const isMarked = (tags: Tags, environment: string): boolean => tags[ownershipTags.environment] === environment;

const isCopied = (key: string) => !key.startsWith(ownPrefix) && !key.startsWith(reservedPrefix);

/** Tags as they were before Sarcelle; `Value` is a string, or a group's value with whether instances get it. */
export const withoutOwn = <Value extends Json>(tags: { readonly [key: string]: Value }) =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith(ownPrefix)));

const copiedTags = <Value extends Json>(tags: { readonly [key: string]: Value }) =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => isCopied(key)));

/** The tags of what a side gets of its own in place of something that a person made: the same, but marked as that side. */
export const ownTags = (like: Tags, environment: string, side: Side): Tags => ({
  ...copiedTags(like),
  ...ownership(environment, side),
});

/** The tags of the green twin: the live ones, but marked as the green side. */
export const greenTags = <Value extends Json>(
  live: { readonly [key: string]: Value },
  environment: string,
  mark: (value: string) => Value,
): { readonly [key: string]: Value } => ({
  ...copiedTags(live),
  ...Object.fromEntries(Object.entries(ownership(environment, "green")).map(([key, value]) => [key, mark(value)])),
});

export const whyTagsDiffer = "the twin is marked as this environment's green side";

/** AWS's own tags, such as those of CloudFormation, cannot be set by anybody else. */
export const reservedTags = (resource: string, live: { readonly [key: string]: Json }): readonly FieldReport[] =>
  Object.entries(live)
    .filter(([key]) => key.startsWith(reservedPrefix))
    .map(([key, from]) => ({
      resource,
      field: `Tags.${key}`,
      treatment: "not copyable",
      from,
      why: "AWS keeps tags that begin with 'aws:' to itself",
    }));
