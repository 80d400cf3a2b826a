import { basename, join } from "node:path";
import * as z from "zod";
import { AwsError } from "../world/aws-error.ts";
import { hex, type Random } from "../world/random.ts";
import type { ResourceMakers } from "./handlers.ts";
import { references, resolve, resolveConditions, type Scope } from "./intrinsics.ts";
import type { Created, Destination } from "./resource-type.ts";
import { resourceTypes } from "./resource-types.ts";
import { TemplateError } from "./template-error.ts";

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
  // A playground's stack is never updated or deleted: it ends with its process.
  DeletionPolicy: z.enum(["Delete", "Retain"]).optional(),
  UpdateReplacePolicy: z.enum(["Delete", "Retain"]).optional(),
});
type Resource = z.infer<typeof resource>;

const parameter = z.looseObject({ Type: z.string(), Default: z.unknown().optional() });

const templateShape = z.strictObject({
  AWSTemplateFormatVersion: z.literal("2010-09-09").optional(),
  Description: z.string().optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

/** Where and how a template is deployed. */
export interface Deployment extends Destination {
  /** The folder of the packaged functions: `.serverless`. */
  readonly artifacts: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** For the names that CloudFormation makes up. */
  readonly random: Random;
}

/** A deployed template: what its resources became, and its outputs. */
export interface Stack {
  readonly resources: Readonly<Record<string, Created & { readonly type: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What went wrong, in words that name the place: `Resources.Greet (AWS::Lambda::Function).Properties.Layers: …`. */
const explained = (where: string, error: unknown): unknown => {
  if (error instanceof AwsError) return new TemplateError(where, `${error.name}: ${error.message}`);
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  if (issue === undefined) return error;
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = [where, ...issue.path, ...(unknown === undefined ? [] : [unknown])].join(".");
  return new TemplateError(path, unknown === undefined ? issue.message : "the playground does not know this property");
};

const checked = <Shape>(shape: z.ZodType<Shape>, value: unknown, where: string): Shape => {
  try {
    return shape.parse(value);
  } catch (error) {
    throw explained(where, error);
  }
};

/** The logical ids in an order in which each comes after all that it depends on. */
export const creationOrder = (resources: Readonly<Record<string, Resource>>): readonly string[] => {
  const order: string[] = [];
  const visit = (id: string, within: readonly string[]) => {
    const { DependsOn, Properties } = resources[id] as Resource;
    if (within.includes(id)) {
      const circle = [...within.slice(within.indexOf(id)), id].join(" → ");
      throw new TemplateError("Resources", `circular dependency between resources: ${circle}`);
    }
    if (order.includes(id)) return;
    const missing = DependsOn.find((needed) => !(needed in resources));
    if (missing !== undefined)
      throw new TemplateError(`Resources.${id}.DependsOn`, `there is no resource '${missing}'`);
    for (const needed of [...DependsOn, ...references(Properties)]) {
      if (needed in resources) visit(needed, [...within, id]);
    }
    order.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return order;
};

const pseudoParameters = ({ account, region, stackName }: Destination): Readonly<Record<string, string>> => ({
  "AWS::AccountId": account,
  "AWS::Region": region,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
  "AWS::StackName": stackName,
  "AWS::StackId": `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/00000000-0000-4000-8000-000000000000`,
});

/**
 * Deploys a CloudFormation template: resolves its functions and creates its resources in the order of their dependencies.
 * A type, property or function that the playground does not know is a TemplateError that names it; nothing is skipped.
 */
export const loadTemplate = async (
  template: unknown,
  deployment: Deployment,
  handlers: ResourceMakers,
): Promise<Stack> => {
  const { Parameters, Conditions, Resources, Outputs } = checked(templateShape, template, "Template");
  const parameters: Record<string, unknown> = { ...pseudoParameters(deployment) };
  for (const [name, { Default }] of Object.entries(Parameters)) {
    const value = deployment.parameters?.[name] ?? Default;
    if (value === undefined) throw new TemplateError(`Parameters.${name}`, "has neither a value nor a default");
    parameters[name] = value;
  }
  const conditions = resolveConditions(Conditions, (name) => parameters[name]);

  const isWanted = ([id, { Condition }]: [string, Resource]): boolean => {
    if (Condition === undefined) return true;
    const wanted = conditions[Condition];
    if (wanted === undefined) throw new TemplateError(`Resources.${id}`, `there is no condition '${Condition}'`);
    return wanted;
  };
  const wanted = Object.fromEntries(Object.entries(Resources).filter(isWanted));
  const created: Record<string, Created & { readonly type: string }> = {};
  const scope: Scope = {
    ref: (name) => parameters[name] ?? created[name]?.ref,
    attribute: (id, name) => created[id]?.attributes[name],
    condition: (name) => conditions[name],
  };

  for (const id of creationOrder(wanted)) {
    const { Type, Properties } = wanted[id] as Resource;
    const where = `Resources.${id} (${Type})`;
    const create = resourceTypes[Type];
    if (create === undefined) throw new TemplateError(where, "the playground does not know this type of resource");
    const properties = resolve(Properties, scope, `${where}.Properties`);
    const creation = {
      ...deployment,
      handlers,
      madeUpName: `${deployment.stackName}-${id}-${hex(deployment.random, 12).toUpperCase()}`,
      artifact: (key: string) => join(deployment.artifacts, basename(key)),
    };
    try {
      created[id] = { ...(await create(properties, creation)), type: Type };
    } catch (error) {
      throw explained(`${where}.Properties`, error);
    }
  }
  const outputs = Object.entries(Outputs).map(([name, { Value }]) => [name, resolve(Value, scope, `Outputs.${name}`)]);
  return { resources: created, outputs: Object.fromEntries(outputs) };
};
