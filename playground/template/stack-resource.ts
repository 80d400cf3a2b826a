import { hex, type Random } from "../world/random.ts";
import type { Scope } from "./intrinsics.ts";
import type { Created, Creation } from "./resource-type.ts";
import type { Declared, StackTemplate } from "./template.ts";

/** A resource of a stack as it is. */
export interface StackResource {
  readonly logicalId: string;
  readonly declared: Declared;
  /** Resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly created: Created;
}

/** What a stack has, by logical id; work on the stack changes it. */
export type StackResources = Map<string, StackResource>;

export type ResourceStatus =
  | `${"CREATE" | "UPDATE" | "DELETE" | "IMPORT"}_${"IN_PROGRESS" | "COMPLETE" | "FAILED"}`
  | "DELETE_SKIPPED";

/** Something that happened to a resource, as a stack's events tell it. */
export interface ResourceEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly physicalId: string;
  readonly reason?: string;
  readonly properties?: unknown;
}

/** Where and how a stack is worked on. */
export interface Site {
  readonly creation: Omit<Creation, "madeUpName">;
  /** For the names that CloudFormation makes up. */
  readonly random: Random;
  /** Lets the time pass that CloudFormation takes; without it all is done at once, one after another. */
  readonly wait?: (seconds: number) => Promise<void>;
  readonly tell: (event: ResourceEvent) => void;
}

/** What a resource is made with. A name is made up for each, though few need it. */
export const creationOf = ({ creation, random }: Site, logicalId: string): Creation => ({
  ...creation,
  madeUpName: `${creation.stackName}-${logicalId}-${hex(random, 12).toUpperCase()}`,
});

/** What the names in a template's values stand for while its resources are worked on. */
export const scopeOf = ({ scope }: StackTemplate, resources: StackResources): Scope => ({
  ref: (name) => scope.parameter(name) ?? resources.get(name)?.created.ref,
  attribute: (id, name) => resources.get(id)?.created.attributes[name],
  condition: scope.condition,
});

/**
 * Works on each as soon as all that it needs are done, and these stand before it; or one after another, where nothing takes
 * time.
 */
export const eachAfter = async (
  ids: readonly string[],
  needs: (id: string) => readonly string[],
  { wait }: Site,
  work: (id: string) => Promise<void>,
): Promise<void> => {
  if (wait === undefined) {
    for (const id of ids) await work(id);
    return;
  }
  const running = new Map<string, Promise<void>>();
  for (const id of ids) {
    const before = needs(id).map((needed) => running.get(needed));
    running.set(
      id,
      Promise.all(before).then(() => work(id)),
    );
  }
  await Promise.all(running.values());
};
