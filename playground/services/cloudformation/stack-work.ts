/** What CloudFormation does to a stack, in the world's time: create, update, delete, and the way back from a failure. */
import type { StackStatus } from "@aws-sdk/client-cloudformation";
import { type BroughtAbout, bringAbout } from "../../template/bring-about.ts";
import { makeAtOnce, outputsOf, stackIdOf } from "../../template/load-template.ts";
import type { Site, StackResource } from "../../template/stack-resource.ts";
import { putBack, takeDown, takeDownAll } from "../../template/take-down.ts";
import type { StackTemplate } from "../../template/template.ts";
import { sleep } from "../../world/clock.ts";
import { uuid } from "../../world/random.ts";
import type { CloudFormationContext } from "./context.ts";
import { enter, newStack, type Request, type Stack, tellOf } from "./stack.ts";
import { stackValidationError } from "./stack-lookup.ts";

/** A new stack, of which nothing is there yet. */
export const addStack = ({ surroundings, stacks }: CloudFormationContext, name: string, id?: string): Stack => {
  const { clock, random, account, region } = surroundings;
  const stackId = stackIdOf({ account, region, stackName: name }, id ?? uuid(random));
  const stack = newStack(stackId, name, clock.now());
  stacks.set(stackId, stack);
  return stack;
};

/** From which a stack can be updated. */
const steady: readonly StackStatus[] = [
  "CREATE_COMPLETE",
  "UPDATE_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_COMPLETE",
];

/** Throws ValidationError for a stack that is at work, or was never well. */
export const checkCanChange = ({ id, status }: Stack): void => {
  if (steady.includes(status)) return;
  throw stackValidationError(`Stack:${id} is in ${status} state and can not be updated.`);
};

const siteFor = ({ surroundings, makers, codeFile }: CloudFormationContext, stack: Stack): Site => {
  const { clock, random, account, region } = surroundings;
  return {
    creation: { account, region, stackName: stack.name, handlers: makers, artifact: codeFile },
    random,
    wait: (seconds) => sleep(clock, seconds * 1_000),
    tell: tellOf(stack, clock.now),
  };
};

/** What is to be made of a stack. */
export interface Order {
  readonly request: Request;
  readonly template: StackTemplate;
  readonly imported?: ReadonlySet<string>;
  readonly onFailure?: "ROLLBACK" | "DELETE" | "DO_NOTHING";
  /** Resources with a policy to be kept are deleted all the same if the operation that created them is rolled back. */
  readonly retainExceptOnCreate?: boolean;
}

const failedWords = ({ failures }: BroughtAbout): string =>
  (["create", "update"] as const)
    .map((doing) => failures.filter((failure) => failure.doing === doing).map(({ logicalId }) => logicalId))
    .map((ids, index) =>
      ids.length === 0
        ? ""
        : `The following resource(s) failed to ${["create", "update"][index]}: [${ids.join(", ")}]. `,
    )
    .join("");

const settled = (stack: Stack, { request, template }: Order): void => {
  stack.request = request;
  stack.template = template;
  stack.outputs = outputsOf(template, stack.resources);
};

/** Begins to create a stack. Its status tells how it goes on. */
export const createStackFrom = (cloudFormation: CloudFormationContext, stack: Stack, order: Order): void => {
  enter(stack, cloudFormation.surroundings.clock.now(), "CREATE_IN_PROGRESS", "User Initiated");
  stack.request = order.request;
  stack.template = order.template;
  void create(cloudFormation, stack, order);
};

const create = async (cloudFormation: CloudFormationContext, stack: Stack, order: Order): Promise<void> => {
  const { now } = cloudFormation.surroundings.clock;
  const site = siteFor(cloudFormation, stack);
  const brought = await bringAbout(stack.resources, order.template, site, order.imported);
  if (brought.failures.length === 0) {
    settled(stack, order);
    enter(stack, now(), "CREATE_COMPLETE");
    return;
  }
  const { onFailure = "ROLLBACK" } = order;
  const failed = failedWords(brought);
  if (onFailure === "DO_NOTHING") return enter(stack, now(), "CREATE_FAILED", failed);
  if (onFailure === "DELETE") {
    enter(stack, now(), "DELETE_IN_PROGRESS", `${failed}Delete requested by user.`);
    return deleteAll(cloudFormation, stack);
  }
  enter(stack, now(), "ROLLBACK_IN_PROGRESS", `${failed}Rollback requested by user.`);
  const made = withPolicies([...stack.resources.values()], order);
  const stuck = await takeDownAll(made, "rolled back", site);
  for (const { logicalId } of made) if (!stuck.includes(logicalId)) stack.resources.delete(logicalId);
  if (stuck.length === 0) return enter(stack, now(), "ROLLBACK_COMPLETE");
  enter(stack, now(), "ROLLBACK_FAILED", `The following resource(s) failed to delete: [${stuck.join(", ")}]. `);
};

/** What is kept by policy, but not under an order that says that new resources go when it is rolled back. */
const withPolicies = (resources: readonly StackResource[], { retainExceptOnCreate }: Order): readonly StackResource[] =>
  resources.map((resource) => {
    const { declared } = resource;
    if (retainExceptOnCreate !== true || declared.DeletionPolicy !== "Retain") return resource;
    return { ...resource, declared: { ...declared, DeletionPolicy: "RetainExceptOnCreate" } };
  });

/** Begins to update a stack. Its status tells how it goes on. */
export const updateStackTo = (cloudFormation: CloudFormationContext, stack: Stack, order: Order): void => {
  const { clock } = cloudFormation.surroundings;
  stack.updatedAt = clock.now();
  enter(stack, clock.now(), "UPDATE_IN_PROGRESS", "User Initiated");
  void update(cloudFormation, stack, order);
};

const update = async (cloudFormation: CloudFormationContext, stack: Stack, order: Order): Promise<void> => {
  const { now } = cloudFormation.surroundings.clock;
  const site = siteFor(cloudFormation, stack);
  const brought = await bringAbout(stack.resources, order.template, site, order.imported);
  if (brought.failures.length > 0) return undoUpdate(cloudFormation, stack, order, brought);
  settled(stack, order);
  enter(stack, now(), "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  const { resources } = order.template;
  const gone = [...stack.resources.values()].filter(({ logicalId }) => !(logicalId in resources));
  // What cannot be deleted while cleaning up is left behind, and the update is complete all the same.
  await takeDownAll(gone, "removed", site);
  for (const { logicalId } of gone) stack.resources.delete(logicalId);
  for (const { before, isReplaced } of brought.done)
    if (isReplaced && before !== undefined) await takeDown(before, "replaced", site);
  enter(stack, now(), "UPDATE_COMPLETE");
};

const undoUpdate = async (
  cloudFormation: CloudFormationContext,
  stack: Stack,
  order: Order,
  brought: BroughtAbout,
): Promise<void> => {
  const { now } = cloudFormation.surroundings.clock;
  const site = siteFor(cloudFormation, stack);
  enter(stack, now(), "UPDATE_ROLLBACK_IN_PROGRESS", failedWords(brought));
  const isNew = ({ before, isReplaced }: BroughtAbout["done"][number]) => before === undefined || isReplaced;
  const made = brought.done.filter(isNew).flatMap(({ logicalId }) => stack.resources.get(logicalId) ?? []);
  const stuck = await putBack(stack.resources, brought.done, site);
  // Imported resources are let go, as they were.
  for (const id of order.imported ?? []) stack.resources.delete(id);
  for (const { logicalId, before } of brought.done) if (before === undefined) stack.resources.delete(logicalId);
  if (stuck.length > 0) {
    const reason = `The following resource(s) failed to update: [${stuck.join(", ")}]. `;
    return enter(stack, now(), "UPDATE_ROLLBACK_FAILED", reason);
  }
  enter(stack, now(), "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  await takeDownAll(withPolicies(made, order), "rolled back", site);
  enter(stack, now(), "UPDATE_ROLLBACK_COMPLETE");
};

/** Begins to delete a stack. Its status tells how it goes on. */
export const deleteStackWhole = (cloudFormation: CloudFormationContext, stack: Stack): void => {
  enter(stack, cloudFormation.surroundings.clock.now(), "DELETE_IN_PROGRESS", "User Initiated");
  void deleteAll(cloudFormation, stack);
};

const deleteAll = async (cloudFormation: CloudFormationContext, stack: Stack): Promise<void> => {
  const { now } = cloudFormation.surroundings.clock;
  const all = [...stack.resources.values()];
  const stuck = await takeDownAll(all, "removed", siteFor(cloudFormation, stack));
  for (const { logicalId } of all) if (!stuck.includes(logicalId)) stack.resources.delete(logicalId);
  if (stuck.length > 0) {
    const reason = `The following resource(s) failed to delete: [${stuck.join(", ")}]. `;
    return enter(stack, now(), "DELETE_FAILED", reason);
  }
  stack.deletedAt = now();
  stack.changeSets.clear();
  enter(stack, now(), "DELETE_COMPLETE");
};

/** Makes a stack at once, as it is at the start of a world. Throws TemplateError, naming the place. */
export const makeStackAtOnce = async (
  cloudFormation: CloudFormationContext,
  stack: Stack,
  order: Order,
  artifact: Site["creation"]["artifact"],
): Promise<void> => {
  const { wait: _, ...site } = siteFor(cloudFormation, stack);
  const { now } = cloudFormation.surroundings.clock;
  enter(stack, now(), "CREATE_IN_PROGRESS", "User Initiated");
  await makeAtOnce(stack.resources, order.template, { ...site, creation: { ...site.creation, artifact } });
  settled(stack, order);
  enter(stack, now(), "CREATE_COMPLETE");
};
