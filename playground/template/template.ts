import * as z from "zod";
import { AwsError } from "../world/aws-error.ts";
import { ownMember } from "../world/own-member.ts";
import { references, resolveConditions, type Scope } from "./intrinsics.ts";
import { parameterValue } from "./parameter-value.ts";
import type { Destination } from "./resource-type.ts";
import { TemplateError } from "./template-error.ts";

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
  DeletionPolicy: z.enum(["Delete", "Retain", "RetainExceptOnCreate"]).optional(),
  UpdateReplacePolicy: z.enum(["Delete", "Retain"]).optional(),
});

/** A resource as its template declares it. */
export type Declared = z.infer<typeof resource>;

const parameter = z.looseObject({ Type: z.string(), Default: z.unknown().optional() });

const templateShape = z.strictObject({
  AWSTemplateFormatVersion: z.literal("2010-09-09").optional(),
  Description: z.string().optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

/** A template with its parameters' values: what is to be. */
export interface StackTemplate {
  readonly description: string | undefined;
  /** The declared parameters, with and without a default. */
  readonly declaredParameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  /** Without those that a condition leaves out. */
  readonly resources: Readonly<Record<string, Declared>>;
  /** The logical ids, each after all that it depends on. */
  readonly order: readonly string[];
  readonly outputs: Readonly<Record<string, { readonly Value: unknown; readonly Description?: unknown }>>;
  /** What names stand for that are no resources. */
  readonly scope: Pick<Scope, "condition"> & { readonly parameter: (name: string) => unknown };
}

/** What went wrong, in words that name the place: `Resources.Greet (AWS::Lambda::Function).Properties.Layers: …`. */
export const explained = (where: string, error: unknown): unknown => {
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

/** The ids of the resources that one depends on, by DependsOn and by what its properties refer to. */
export const needsOf = (id: string, resources: Readonly<Record<string, Declared>>): readonly string[] => {
  const { DependsOn = [], Properties = {} } = resources[id] ?? {};
  const missing = DependsOn.find((needed) => !(needed in resources));
  if (missing !== undefined) throw new TemplateError(`Resources.${id}.DependsOn`, `there is no resource '${missing}'`);
  return [...DependsOn, ...references(Properties)].filter((needed) => needed in resources);
};

/** The logical ids in an order in which each comes after all that it depends on. */
export const creationOrder = (resources: Readonly<Record<string, Declared>>): readonly string[] => {
  const order: string[] = [];
  const visit = (id: string, within: readonly string[]) => {
    if (within.includes(id)) {
      const circle = [...within.slice(within.indexOf(id)), id].join(" → ");
      throw new TemplateError("Resources", `circular dependency between resources: ${circle}`);
    }
    if (order.includes(id)) return;
    for (const needed of needsOf(id, resources)) visit(needed, [...within, id]);
    order.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return order;
};

const pseudoParameters = (
  { account, region, stackName }: Destination,
  stackId: string,
): Readonly<Record<string, string>> => ({
  "AWS::AccountId": account,
  "AWS::Region": region,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
  "AWS::StackName": stackName,
  "AWS::StackId": stackId,
});

/** Reads a template. Throws TemplateError, naming the place, for what the playground does not know. */
export const readStackTemplate = (
  template: unknown,
  destination: Destination,
  stackId: string,
  given: Readonly<Record<string, unknown>> = {},
): StackTemplate => {
  const { Description, Parameters, Conditions, Resources, Outputs } = checked(templateShape, template, "Template");
  const values: Record<string, unknown> = { ...pseudoParameters(destination, stackId) };
  for (const [name, { Type, Default }] of Object.entries(Parameters)) {
    const value = ownMember(given, name) ?? Default;
    if (value === undefined) throw new TemplateError(`Parameters.${name}`, "has neither a value nor a default");
    values[name] = parameterValue(`Parameters.${name}`, Type, value);
  }
  const conditions = resolveConditions(Conditions, (name) => ownMember(values, name));
  const isWanted = ([id, { Condition }]: [string, Declared]): boolean => {
    if (Condition === undefined) return true;
    const wanted = ownMember(conditions, Condition);
    if (wanted === undefined) throw new TemplateError(`Resources.${id}`, `there is no condition '${Condition}'`);
    return wanted;
  };
  const resources = Object.fromEntries(Object.entries(Resources).filter(isWanted));
  return {
    description: Description,
    declaredParameters: Parameters,
    resources,
    order: creationOrder(resources),
    outputs: Outputs,
    scope: { parameter: (name) => ownMember(values, name), condition: (name) => ownMember(conditions, name) },
  };
};
