/**
 * What CloudFormation looks for while it makes a change set: new resources whose names are taken.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
import { AlreadyExists } from "../../template/failure.ts";
import { resolve } from "../../template/intrinsics.ts";
import type { Created } from "../../template/resource-type.ts";
import { resourceTypes } from "../../template/resource-types.ts";
import type { StackResources } from "../../template/stack-resource.ts";
import type { Declared, StackTemplate } from "../../template/template.ts";
import type { CloudFormationContext } from "./context.ts";
import type { ChangeSet } from "./stack.ts";

const unknown = "to-be-known-after-the-deployment";

/** What there is of the name that a declared resource would have, as far as its properties can be known beforehand. */
const existing = async (
  { surroundings, makers }: CloudFormationContext,
  { scope }: StackTemplate,
  stackName: string,
  { Type, Properties }: Declared,
): Promise<Created | undefined> => {
  const { account, region } = surroundings;
  const known = { ref: (name: string) => scope.parameter(name) ?? unknown, attribute: () => unknown };
  const properties = resolve(Properties, { ...known, condition: scope.condition }, Type);
  const creation = { account, region, stackName, handlers: makers, madeUpName: unknown, artifact: () => unknown };
  // Wrong properties are another check's.
  return resourceTypes[Type]?.existing(properties, creation).catch(() => undefined);
};

/** Sorts the resources that are new in a template and exist: those that are to be imported, and those in the way. */
export const lookForConflicts = async (
  cloudFormation: CloudFormationContext,
  template: StackTemplate,
  stack: { readonly name: string; readonly resources: StackResources },
  importsExisting: boolean,
): Promise<{ readonly imported: ReadonlySet<string>; readonly conflicts: ChangeSet["conflicts"] }> => {
  const imported = new Set<string>();
  const conflicts: ChangeSet["conflicts"][number][] = [];
  for (const logicalId of template.order) {
    const declared = template.resources[logicalId];
    if (declared === undefined || stack.resources.has(logicalId)) continue;
    const there = await existing(cloudFormation, template, stack.name, declared);
    if (there === undefined) continue;
    // "Resources to import must have a DeletionPolicy attribute."
    if (importsExisting && declared.DeletionPolicy !== undefined) imported.add(logicalId);
    else {
      const { message } = new AlreadyExists(declared.Type, there.ref);
      conflicts.push({ logicalId, type: declared.Type, reason: message });
    }
  }
  return { imported, conflicts };
};
