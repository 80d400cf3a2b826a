import * as z from "zod";
import type { ResourceMakers } from "./handlers.ts";

/** The account, region and stack that a template is deployed to: its pseudo parameters. */
export interface Destination {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}

/** What a resource needs to know while it is created. */
export interface Creation extends Destination {
  readonly handlers: ResourceMakers;
  /** The name that CloudFormation makes up for a resource that has none: `stack-LogicalId-0123456789AB`. */
  readonly madeUpName: string;
  /** The path of the packaged file that an S3 key stands for. */
  readonly artifact: (key: string) => string;
}

/** What Ref and Fn::GetAtt answer for a resource that exists. */
export interface Created {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Creates one resource from its resolved properties. Throws a ZodError for a property that is unknown or wrong. */
export type ResourceType = (properties: unknown, creation: Creation) => Promise<Created>;

/** A type of resource: the properties that the playground knows (all others are refused), and how it is made. */
export const resourceType =
  <Properties>(
    properties: z.ZodType<Properties>,
    create: (properties: Properties, creation: Creation) => Created | Promise<Created>,
  ): ResourceType =>
  async (given, creation) =>
    create(properties.parse(given), creation);

// CloudFormation takes a number or a truth value in quotes as well.
export const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
export const truth = z.union([z.boolean(), z.stringbool({ truthy: ["true"], falsy: ["false"] })]);
export const document = z.record(z.string(), z.unknown());
export const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));

/** A resource's `Tags` as names with values. */
export const tagRecord = (list: z.infer<typeof tags> | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key, Value]));

/** Without the members that are undefined: what was not given stays not given. */
export const given = <Members extends object>(members: Members) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]: Exclude<Members[Name], undefined>;
  };
