/** Deletes a stack's resources, and undoes what was done to them. */
import { AwsError } from "../world/aws-error.ts";
import { uuid } from "../world/random.ts";
import { type Done, placeOf, resourceTypeOf } from "./bring-about.ts";
import { reasonOf } from "./failure.ts";
import { references } from "./intrinsics.ts";
import type { ResourceType } from "./resource-type.ts";
import { creationOf, eachAfter, type Site, type StackResource, type StackResources } from "./stack-resource.ts";

/** Why a resource is deleted, which decides what its policies keep. */
export type DeletionOccasion =
  /** The stack is deleted, or an update's template has it no more. */
  | "removed"
  /** Another one stands for it since an update. */
  | "replaced"
  /** The operation that created it is rolled back. */
  | "rolled back";

/**
 * "RetainExceptOnCreate behaves like Retain except for the stack operation that initially creates the resource."
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
const isKept = ({ declared }: StackResource, occasion: DeletionOccasion): boolean => {
  if (occasion === "replaced") return declared.UpdateReplacePolicy === "Retain";
  if (declared.DeletionPolicy === "RetainExceptOnCreate") return occasion !== "rolled back";
  return declared.DeletionPolicy === "Retain";
};

/** Between two tries to delete what is in use, in seconds. */
const betweenTries = 10;

const isInUse = (error: unknown): boolean =>
  error instanceof AwsError && /^(DependencyViolation|ResourceInUse(Exception)?)$/.test(error.name);

/** Deletes what may still be in use by what was deleted just before it: that takes its time to go. */
const removing = async (remove: () => Promise<void>, { seconds }: ResourceType, { wait }: Site): Promise<void> => {
  for (let waited = 0; ; waited += betweenTries) {
    try {
      return await remove();
    } catch (error) {
      if (wait === undefined || waited >= (seconds.whileInUse ?? 0) || !isInUse(error)) throw error;
      await wait(betweenTries);
    }
  }
};

/** Deletes one, or leaves it as its policy says; answers whether it is gone from the stack. */
export const takeDown = async (resource: StackResource, occasion: DeletionOccasion, site: Site): Promise<boolean> => {
  const { logicalId, declared, properties, created } = resource;
  const told = { logicalId, type: declared.Type, physicalId: created.ref, properties };
  if (isKept(resource, occasion)) {
    site.tell({ ...told, status: "DELETE_SKIPPED" });
    return true;
  }
  const type = resourceTypeOf(placeOf(logicalId, declared.Type), declared.Type);
  site.tell({ ...told, status: "DELETE_IN_PROGRESS" });
  try {
    await removing(() => type.remove(properties, created, creationOf(site, logicalId)), type, site);
  } catch (error) {
    // What is gone already is what was wanted.
    const reason = reasonOf(logicalId, error, uuid(site.random));
    if (!reason.includes("HandlerErrorCode: NotFound")) {
      site.tell({ ...told, status: "DELETE_FAILED", reason });
      return false;
    }
  }
  await site.wait?.(type.seconds.remove);
  site.tell({ ...told, status: "DELETE_COMPLETE" });
  return true;
};

/** Deletes resources, each after all that depend on it; answers the logical ids of those that could not be deleted. */
export const takeDownAll = async (
  resources: readonly StackResource[],
  occasion: DeletionOccasion,
  site: Site,
): Promise<readonly string[]> => {
  const failed: string[] = [];
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const needs = ({ declared }: StackResource) => [...declared.DependsOn, ...references(declared.Properties)];
  const users = (id: string) => resources.filter((each) => needs(each).includes(id)).map(({ logicalId }) => logicalId);
  const left = new Set(byId.keys());
  const order: string[] = [];
  // What nobody uses any more comes first.
  while (left.size > 0) {
    const free = [...left].filter((id) => !users(id).some((user) => left.has(user)));
    for (const id of free.length > 0 ? free : left) {
      left.delete(id);
      order.push(id);
    }
  }
  await eachAfter(order, users, site, async (id) => {
    const resource = byId.get(id);
    // What a resource that stays needs, stays.
    if (resource === undefined || users(id).some((user) => failed.includes(user))) return;
    if (!(await takeDown(resource, occasion, site))) failed.push(id);
  });
  return failed;
};

/** Puts back what an update changed, newest first; answers the logical ids of those that could not be put back. */
export const putBack = async (
  resources: StackResources,
  done: readonly Done[],
  site: Site,
): Promise<readonly string[]> => {
  const failed: string[] = [];
  for (const { logicalId, before, isReplaced } of done.toReversed()) {
    const now = resources.get(logicalId);
    if (before === undefined || now === undefined) continue;
    resources.set(logicalId, before);
    const { declared, properties, created } = before;
    const told = { logicalId, type: declared.Type, physicalId: created.ref, properties };
    const type = resourceTypeOf(placeOf(logicalId, declared.Type), declared.Type);
    site.tell({ ...told, status: "UPDATE_IN_PROGRESS" });
    try {
      const change = { before: now.properties, existing: created };
      if (!isReplaced) await type.update(properties, change, creationOf(site, logicalId));
      await site.wait?.(type.seconds.update);
      site.tell({ ...told, status: "UPDATE_COMPLETE" });
    } catch (error) {
      failed.push(logicalId);
      site.tell({ ...told, status: "UPDATE_FAILED", reason: reasonOf(logicalId, error, uuid(site.random)) });
    }
  }
  return failed;
};
