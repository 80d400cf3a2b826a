import { basename, join } from "node:path";
import type { Random } from "../world/random.ts";
import { bringAbout, placeOf } from "./bring-about.ts";
import type { ResourceMakers } from "./handlers.ts";
import { resolve } from "./intrinsics.ts";
import type { Created, Destination } from "./resource-type.ts";
import { type Site, type StackResources, scopeOf } from "./stack-resource.ts";
import { explained, readStackTemplate, type StackTemplate } from "./template.ts";

/** Where and how a template is deployed. */
export interface Deployment extends Destination {
  /** The folder of the packaged functions: `.serverless`. */
  readonly artifacts: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** For the names that CloudFormation makes up. */
  readonly random: Random;
}

/** A deployed template: what its resources became, and its outputs. */
export interface LoadedTemplate {
  readonly resources: Readonly<Record<string, Created & { readonly type: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The outputs of a stack, resolved. */
export const outputsOf = (template: StackTemplate, resources: StackResources): Readonly<Record<string, unknown>> => {
  const scope = scopeOf(template, resources);
  const values = Object.entries(template.outputs).map(([name, { Value }]) => [
    name,
    resolve(Value, scope, `Outputs.${name}`),
  ]);
  return Object.fromEntries(values);
};

/** Where a stack is made at once from packages in a folder. */
export const siteOf = (
  { artifacts, random, ...destination }: Deployment,
  handlers: ResourceMakers,
  tell: Site["tell"] = () => {},
): Site => ({
  creation: { ...destination, handlers, artifact: (_, key) => join(artifacts, basename(key)) },
  random,
  tell,
});

/** Makes everything in the template at once; throws, naming the place, at the first thing that cannot be created. */
export const makeAtOnce = async (resources: StackResources, template: StackTemplate, site: Site): Promise<void> => {
  const { failures } = await bringAbout(resources, template, site);
  for (const { logicalId, type, error } of failures) throw explained(`${placeOf(logicalId, type)}.Properties`, error);
};

/**
 * Deploys a CloudFormation template: resolves its functions and creates its resources in the order of their dependencies.
 * A type, property or function that the playground does not know is a TemplateError that names it; nothing is skipped.
 */
export const loadTemplate = async (
  template: unknown,
  deployment: Deployment,
  handlers: ResourceMakers,
): Promise<LoadedTemplate> => {
  const stackId = stackIdOf(deployment, "00000000-0000-4000-8000-000000000000");
  const read = readStackTemplate(template, deployment, stackId, deployment.parameters);
  const resources: StackResources = new Map();
  await makeAtOnce(resources, read, siteOf(deployment, handlers));
  const created = [...resources].map(([id, { created: made, declared }]) => [id, { ...made, type: declared.Type }]);
  return { resources: Object.fromEntries(created), outputs: outputsOf(read, resources) };
};

/** A stack's ARN. */
export const stackIdOf = ({ account, region, stackName }: Destination, id: string): string =>
  `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/${id}`;
