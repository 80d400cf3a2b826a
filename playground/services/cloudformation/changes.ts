/** What a template would change of a stack, before anything is done: by what the templates say. */
import { isDeepStrictEqual } from "node:util";
import type { Change, ResourceAttribute } from "@aws-sdk/client-cloudformation";
import { references } from "../../template/intrinsics.ts";
import { resourceTypes } from "../../template/resource-types.ts";
import type { StackResources } from "../../template/stack-resource.ts";
import type { Declared, StackTemplate } from "../../template/template.ts";

type Replacement = "True" | "False" | "Conditional";

const attributes = ["DeletionPolicy", "UpdateReplacePolicy"] as const;

/** Names of parameters that have other values than before. */
const changedParameters = (before: StackTemplate, after: StackTemplate): ReadonlySet<string> =>
  new Set(
    Object.keys(after.declaredParameters).filter(
      (name) => !isDeepStrictEqual(before.scope.parameter(name), after.scope.parameter(name)),
    ),
  );

interface Compared {
  readonly scope: readonly ResourceAttribute[];
  readonly replacement: Replacement;
}

const compared = (
  was: Declared,
  is: Declared,
  parameters: ReadonlySet<string>,
  replaced: ReadonlySet<string>,
): Compared | undefined => {
  if (was.Type !== is.Type) return { scope: ["Properties"], replacement: "True" };
  const type = resourceTypes[is.Type];
  const names = [...new Set([...Object.keys(was.Properties), ...Object.keys(is.Properties)])];
  const dynamic = (name: string) =>
    references(is.Properties[name]).some((each) => replaced.has(each) || parameters.has(each));
  const literal = names.filter((name) => !isDeepStrictEqual(was.Properties[name], is.Properties[name]));
  const byOthers = names.filter((name) => !literal.includes(name) && dynamic(name));
  const scope = attributes.filter((name) => was[name] !== is[name]);
  if (literal.length + byOthers.length + scope.length === 0) return undefined;
  const replacement = literal.some((name) => type?.isReplacedFor(name) ?? false)
    ? "True"
    : byOthers.some((name) => type?.isReplacedFor(name) ?? false)
      ? "Conditional"
      : "False";
  return { scope: [...(literal.length + byOthers.length > 0 ? (["Properties"] as const) : []), ...scope], replacement };
};

/** The changes that an update from one template to another makes, as a change set lists them. */
export const changesBetween = (
  before: StackTemplate | undefined,
  after: StackTemplate,
  resources: StackResources,
  imported: ReadonlySet<string>,
): readonly Change[] => {
  const parameters = before === undefined ? new Set<string>() : changedParameters(before, after);
  const replaced = new Set<string>();
  const changes: Change[] = [];
  const add = (change: Change["ResourceChange"]) => changes.push({ Type: "Resource", ResourceChange: change });
  for (const LogicalResourceId of after.order) {
    const is = after.resources[LogicalResourceId];
    const existing = resources.get(LogicalResourceId);
    if (is === undefined) continue;
    const told = { LogicalResourceId, ResourceType: is.Type };
    if (existing === undefined) {
      add({ ...told, Action: imported.has(LogicalResourceId) ? "Import" : "Add", Scope: [], Details: [] });
      continue;
    }
    const change = compared(existing.declared, is, parameters, replaced);
    if (change === undefined) continue;
    if (change.replacement !== "False") replaced.add(LogicalResourceId);
    const { scope, replacement } = change;
    const PhysicalResourceId = existing.created.ref;
    add({ ...told, PhysicalResourceId, Action: "Modify", Replacement: replacement, Scope: [...scope], Details: [] });
  }
  for (const { logicalId, declared, created } of resources.values()) {
    if (logicalId in after.resources) continue;
    const told = { LogicalResourceId: logicalId, ResourceType: declared.Type, PhysicalResourceId: created.ref };
    const PolicyAction = declared.DeletionPolicy?.startsWith("Retain") === true ? "Retain" : "Delete";
    add({ ...told, PolicyAction, Action: "Remove", Scope: [], Details: [] });
  }
  return changes;
};

/** Whether an update has anything to do: outputs count, though they are no resources. */
export const isChange = (
  before: StackTemplate | undefined,
  after: StackTemplate,
  changes: readonly Change[],
): boolean => changes.length > 0 || before === undefined || !isDeepStrictEqual(before.outputs, after.outputs);
