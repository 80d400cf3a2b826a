import * as z from "zod";
import type { ResourceMakers } from "./handlers.ts";

/** The account, region and stack that a template is deployed to: its pseudo parameters. */
export interface Destination {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}

/** What a resource needs to know while it is created, changed or deleted. */
export interface Creation extends Destination {
  readonly handlers: ResourceMakers;
  /** The name that CloudFormation makes up for a resource that has none: `stack-LogicalId-0123456789AB`. */
  readonly madeUpName: string;
  /** The path of the packaged file that is in a bucket under a key. */
  readonly artifact: (bucket: string, key: string) => string;
}

/** What Ref and Fn::GetAtt answer for a resource that exists. */
export interface Created {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** How long CloudFormation is busy with a resource, in seconds of the world. */
export interface Durations {
  readonly create: number;
  readonly update: number;
  readonly remove: number;
  /** For how long it tries again to delete what is still in use; unless said, it does not. */
  readonly whileInUse?: number;
}

/** How resources of a type are made, changed and deleted, from their resolved properties. */
export interface ResourceType {
  /** Throws a ZodError for a property that is unknown or wrong. */
  create(properties: unknown, creation: Creation): Promise<Created>;
  update(properties: unknown, change: Change<unknown>, creation: Creation): Promise<Created>;
  remove(properties: unknown, existing: Created, creation: Creation): Promise<void>;
  /** What there is already of the name that the properties give. */
  existing(properties: unknown, creation: Creation): Promise<Created | undefined>;
  /** Whether another value of a property ("Update requires: Replacement") needs another resource. */
  isReplacedFor(property: string): boolean;
  readonly seconds: Durations;
}

/** A resource as it was before an update. */
export interface Change<Properties> {
  readonly before: Properties;
  readonly existing: Created;
}

type Eventually<T> = T | Promise<T>;

interface Definition<Properties> {
  create(properties: Properties, creation: Creation): Eventually<Created>;
  /** Without it every change makes another resource. */
  update?(properties: Properties, change: Change<Properties>, creation: Creation): Eventually<void>;
  remove(existing: Created, creation: Creation, properties: Properties): Eventually<void>;
  existing?(properties: Properties, creation: Creation): Eventually<Created | undefined>;
  readonly replacedBy?: readonly (keyof Properties & string)[];
  readonly seconds: Durations;
}

/** A type of resource: the properties that the playground knows (all others are refused), and what is done with them. */
export const resourceType = <Properties>(
  properties: z.ZodType<Properties>,
  { update, existing, replacedBy = [], ...definition }: Definition<Properties>,
): ResourceType => ({
  create: async (given, creation) => definition.create(properties.parse(given), creation),
  async update(given, change, creation) {
    await update?.(properties.parse(given), { ...change, before: properties.parse(change.before) }, creation);
    return change.existing;
  },
  remove: async (given, made, creation) => definition.remove(made, creation, properties.parse(given)),
  existing: async (given, creation) => existing?.(properties.parse(given), creation),
  isReplacedFor: (property) => update === undefined || (replacedBy as readonly string[]).includes(property),
  seconds: definition.seconds,
});

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
