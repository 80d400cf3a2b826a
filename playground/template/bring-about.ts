/** Brings a stack's resources to what a template says. */
import { isDeepStrictEqual } from "node:util";
import { uuid } from "../world/random.ts";
import { AlreadyExists, type ResourceFailure, reasonOf } from "./failure.ts";
import { resolve } from "./intrinsics.ts";
import type { Created, ResourceType } from "./resource-type.ts";
import { resourceTypes } from "./resource-types.ts";
import {
  creationOf,
  eachAfter,
  type ResourceStatus,
  type Site,
  type StackResource,
  type StackResources,
  scopeOf,
} from "./stack-resource.ts";
import { type Declared, needsOf, type StackTemplate } from "./template.ts";
import { TemplateError } from "./template-error.ts";

/** What was done to a resource, and how it was before: undefined for one that is new. */
export interface Done {
  readonly logicalId: string;
  readonly before: StackResource | undefined;
  /** Whether another physical resource stands for it now. */
  readonly isReplaced: boolean;
}

export interface BroughtAbout {
  /** In the order in which it was done; also what was begun and is to be undone. */
  readonly done: readonly Done[];
  readonly failures: readonly ResourceFailure[];
}

interface Work {
  readonly resources: StackResources;
  readonly template: StackTemplate;
  readonly site: Site;
  /** The logical ids of what exists and is taken into the stack as it is. */
  readonly imported: ReadonlySet<string>;
  readonly done: Done[];
  readonly failures: ResourceFailure[];
  /** Settles when something has failed: whatever is still at work is cancelled. */
  readonly cancelled: PromiseWithResolvers<"cancelled">;
}

/** Throws for a type that the playground does not know. */
export const resourceTypeOf = (where: string, type: string): ResourceType => {
  const found = resourceTypes[type];
  if (found === undefined) throw new TemplateError(where, "the playground does not know this type of resource");
  return found;
};

/** How a place in a template is named. */
export const placeOf = (logicalId: string, type: string): string => `Resources.${logicalId} (${type})`;

const resolved = ({ template, resources }: Work, logicalId: string, { Type, Properties }: Declared) =>
  resolve(Properties, scopeOf(template, resources), `${placeOf(logicalId, Type)}.Properties`) as Readonly<
    Record<string, unknown>
  >;

/** Creates and updates; what the template does not have any more stays. Never rejects for what AWS would refuse. */
export const bringAbout = async (
  resources: StackResources,
  template: StackTemplate,
  site: Site,
  imported: ReadonlySet<string> = new Set(),
): Promise<BroughtAbout> => {
  const cancelled = Promise.withResolvers<"cancelled">();
  const work: Work = { resources, template, site, imported, done: [], failures: [], cancelled };
  await eachAfter(
    template.order,
    (id) => needsOf(id, template.resources),
    site,
    (id) => bringOne(work, id),
  );
  return work;
};

const bringOne = async (work: Work, logicalId: string): Promise<void> => {
  const declared = work.template.resources[logicalId];
  if (declared === undefined || work.failures.length > 0) return;
  const existing = work.resources.get(logicalId);
  const doing = existing === undefined ? "create" : "update";
  try {
    if (existing === undefined) await createOne(work, logicalId, declared);
    else await updateOne(work, logicalId, declared, existing);
  } catch (error) {
    fail(work, { logicalId, type: declared.Type, doing, error });
  }
};

const fail = ({ site, failures, resources, cancelled }: Work, failure: ResourceFailure): void => {
  const { logicalId, type, doing, error } = failure;
  failures.push(failure);
  site.tell({
    logicalId,
    type,
    status: doing === "create" ? "CREATE_FAILED" : "UPDATE_FAILED",
    physicalId: resources.get(logicalId)?.created.ref ?? "",
    reason: reasonOf(logicalId, error, site.wait === undefined ? "" : uuid(site.random)),
  });
  cancelled.resolve("cancelled");
};

/** CloudFormation's time with a resource, unless something else fails meanwhile; answers how it ended. */
const atWork = async ({ site, cancelled, failures }: Work, seconds: number): Promise<"complete" | "cancelled"> => {
  if (site.wait !== undefined) await Promise.race([site.wait(seconds), cancelled.promise]);
  return failures.length > 0 ? "cancelled" : "complete";
};

interface Step {
  readonly logicalId: string;
  readonly declared: Declared;
  readonly properties: Readonly<Record<string, unknown>>;
}

const begun =
  ({ site }: Work, { logicalId, declared, properties }: Step, reason?: string, physicalId = "") =>
  (status: ResourceStatus) =>
    site.tell({
      logicalId,
      type: declared.Type,
      status,
      physicalId,
      properties,
      ...(reason === undefined ? {} : { reason }),
    });

const finish = async (
  work: Work,
  step: Step,
  created: Created,
  verb: "CREATE" | "UPDATE" | "IMPORT",
  seconds: number,
) => {
  const { logicalId, declared, properties } = step;
  const told = { logicalId, type: declared.Type, physicalId: created.ref, properties };
  if ((await atWork(work, seconds)) === "complete") work.site.tell({ ...told, status: `${verb}_COMPLETE` });
  else {
    const reason = verb === "UPDATE" ? "Resource update cancelled" : "Resource creation cancelled";
    work.site.tell({ ...told, status: `${verb}_FAILED`, reason });
  }
};

const make = async (work: Work, step: Step): Promise<Created> => {
  const { logicalId, declared, properties } = step;
  const type = resourceTypeOf(placeOf(logicalId, declared.Type), declared.Type);
  const creation = creationOf(work.site, logicalId);
  const there = await type.existing(properties, creation);
  if (work.imported.has(logicalId) && there !== undefined) return there;
  if (there !== undefined) throw new AlreadyExists(declared.Type, there.ref);
  return type.create(properties, creation);
};

const createOne = async (work: Work, logicalId: string, declared: Declared): Promise<void> => {
  const type = resourceTypeOf(placeOf(logicalId, declared.Type), declared.Type);
  const step = { logicalId, declared, properties: resolved(work, logicalId, declared) };
  const verb = work.imported.has(logicalId) ? "IMPORT" : "CREATE";
  begun(work, step)(`${verb}_IN_PROGRESS`);
  const created = await make(work, step);
  work.resources.set(logicalId, { ...step, created });
  // What was there before the stack is left there if this is rolled back.
  if (verb === "CREATE") work.done.push({ logicalId, before: undefined, isReplaced: false });
  begun(
    work,
    step,
    verb === "CREATE" ? "Resource creation Initiated" : "Resource import started.",
    created.ref,
  )(`${verb}_IN_PROGRESS`);
  await finish(work, step, created, verb, verb === "CREATE" ? type.seconds.create : 2);
};

const changedProperties = (a: StackResource["properties"], b: StackResource["properties"]): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !isDeepStrictEqual(a[name], b[name]));

const updateOne = async (work: Work, logicalId: string, declared: Declared, existing: StackResource): Promise<void> => {
  const type = resourceTypeOf(placeOf(logicalId, declared.Type), declared.Type);
  const step = { logicalId, declared, properties: resolved(work, logicalId, declared) };
  const changed = changedProperties(existing.properties, step.properties);
  const isOther = declared.Type !== existing.declared.Type;
  if (!isOther && changed.length === 0) {
    work.resources.set(logicalId, { ...existing, declared });
    return;
  }
  if (isOther || changed.some(type.isReplacedFor)) return replaceOne(work, step, existing, type);
  const { ref } = existing.created;
  begun(work, step, undefined, ref)("UPDATE_IN_PROGRESS");
  // Half of a change may have been done when it fails: it is undone like a whole one.
  work.done.push({ logicalId, before: existing, isReplaced: false });
  const change = { before: existing.properties, existing: existing.created };
  const created = await type.update(step.properties, change, creationOf(work.site, logicalId));
  work.resources.set(logicalId, { ...step, created });
  await finish(work, step, created, "UPDATE", type.seconds.update);
};

const replaceOne = async (work: Work, step: Step, existing: StackResource, type: ResourceType): Promise<void> => {
  const { logicalId } = step;
  const reason = "Requested update requires the creation of a new physical resource; hence creating one.";
  begun(work, step, reason, existing.created.ref)("UPDATE_IN_PROGRESS");
  const created = await make(work, step);
  work.resources.set(logicalId, { ...step, created });
  work.done.push({ logicalId, before: existing, isReplaced: true });
  begun(work, step, "Resource creation Initiated", created.ref)("UPDATE_IN_PROGRESS");
  await finish(work, step, created, "UPDATE", type.seconds.create);
};
