import { NormalizedSchema } from "@smithy/core/schema";

/**
 * The shapes of an API, as the SDK's clients carry them at run time. This file is the only one that reads the SDK's own
 * schema format; everything after it works on these plain values.
 */
export type Shape = Structure | List | Dictionary | Scalar;

export interface Structure {
  readonly kind: "structure";
  readonly name: string;
  readonly members: readonly Member[];
  /** Whether a value holds exactly one of the members. */
  readonly union: boolean;
}

export interface List {
  readonly kind: "list";
  readonly item: Member;
}

export interface Dictionary {
  readonly kind: "map";
  readonly key: Member;
  readonly value: Member;
}

export interface Scalar {
  readonly kind: "string" | "boolean" | "number" | "bigint" | "timestamp" | "blob" | "document";
  /** Of a number: whether the model says that it may have a fraction. The SDK's schemas know one kind of number only. */
  readonly isDouble?: true;
  /** Of a timestamp: the format that the model fixes; otherwise the protocol's default holds. */
  readonly format?: TimestampFormat;
}

export type TimestampFormat = "date-time" | "http-date" | "epoch-seconds";

/** Whether a shape holds nothing else. */
export const isScalar = (shape: Shape): shape is Scalar =>
  shape.kind !== "structure" && shape.kind !== "list" && shape.kind !== "map";

/** A member of a structure, the item of a list, or the key or value of a map. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly shape: Shape;
  readonly xmlName: string | undefined;
  readonly xmlFlattened: boolean;
  readonly ec2QueryName: string | undefined;
  readonly httpLabel: boolean;
  readonly httpHeader: string | undefined;
  readonly httpQuery: string | undefined;
  readonly httpPayload: boolean;
  readonly httpResponseCode: boolean;
  /** Whether the client makes up a value if it is given none. */
  readonly idempotencyToken: boolean;
}

export interface OperationShape {
  readonly name: string;
  readonly input: Structure;
  readonly output: Structure;
  /** Of a REST protocol: method, path template, and the status of a success. */
  readonly http: readonly [method: string, path: string, status: number] | undefined;
}

export interface ErrorShape {
  readonly shape: Structure;
  readonly status: number | undefined;
  /** The code on the wire of a query protocol, where it differs from the exception's name, and the status that goes with it. */
  readonly queryCode: readonly [code: string, status: number] | undefined;
}

/** The operations and errors of one `@aws-sdk/client-*` package, by name; each is read when it is first asked for. */
export interface Model {
  readonly operationNames: readonly string[];
  readonly errorNames: readonly string[];
  operation(name: string): OperationShape | undefined;
  error(name: string): ErrorShape | undefined;
}

// The static schemas are tuples: [kind, namespace, name, traits, …]. The constants are @smithy/types' `StaticSchemaId…`.
const operationSchema = 9;
const errorSchema = -3;

type StaticSchema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];
type AnySchema = Parameters<typeof NormalizedSchema.of>[0];

const isStaticSchema = (value: unknown): value is StaticSchema => Array.isArray(value) && typeof value[0] === "number";

/** The members that hold doubles, by the name of their structure. */
export type Doubles = Readonly<Record<string, readonly string[]>>;

/** Reads what a client package exports: `import * as sdk from "@aws-sdk/client-…"`. */
export const readModel = (sdk: Readonly<Record<string, unknown>>, doubles: Doubles = {}): Model => {
  // Each package also has a base exception that is the SDK's own, in a namespace of its own.
  const schemas = Object.values(sdk)
    .filter(isStaticSchema)
    .filter(([, namespace]) => !namespace.startsWith("smithy.ts.sdk.synthetic"));
  const named = (kind: number) => new Map(schemas.filter((s) => s[0] === kind).map((schema) => [schema[2], schema]));
  const operationSchemas = named(operationSchema);
  const errorSchemas = named(errorSchema);
  const structures: Structures = { read: new WeakMap(), doubles };

  const operations = new Map<string, OperationShape>();
  const errors = new Map<string, ErrorShape>();
  return {
    operationNames: [...operationSchemas.keys()],
    errorNames: [...errorSchemas.keys()],
    operation(name) {
      const schema = operationSchemas.get(name);
      if (schema === undefined || operations.has(name)) return operations.get(name);
      const { http } = traitsOf(schema[3]);
      const shape: OperationShape = {
        name,
        input: readStructure(NormalizedSchema.of(schema[4] as AnySchema), structures),
        output: readStructure(NormalizedSchema.of(schema[5] as AnySchema), structures),
        http: http as OperationShape["http"],
      };
      operations.set(name, shape);
      return shape;
    },
    error(name) {
      const schema = errorSchemas.get(name);
      if (schema === undefined || errors.has(name)) return errors.get(name);
      const { httpError, awsQueryError } = traitsOf(schema[3]);
      const shape: ErrorShape = {
        // It was told by its first parts alone: `StaticSchema` knows less of it than the library's own type.
        shape: readStructure(NormalizedSchema.of(schema as unknown as AnySchema), structures),
        status: httpError as number | undefined,
        queryCode: awsQueryError as ErrorShape["queryCode"],
      };
      errors.set(name, shape);
      return shape;
    },
  };
};

/** The shape of an operation that the caller knows to be in the model. */
export const operationShape = (model: Model, name: string): OperationShape => {
  const shape = model.operation(name);
  if (shape === undefined) throw new Error(`The model has no operation '${name}'.`);
  return shape;
};

const traitsOf = (traits: unknown): Readonly<Record<string, unknown>> =>
  typeof traits === "object" && traits !== null ? (traits as Readonly<Record<string, unknown>>) : {};

const nothing: Structure = { kind: "structure", name: "Unit", members: [], union: false };

interface Structures {
  readonly read: WeakMap<object, Structure>;
  readonly doubles: Doubles;
}

const readStructure = (schema: NormalizedSchema, structures: Structures): Structure => {
  if (schema.isUnitSchema()) return nothing;
  const key = schema.getSchema() as readonly unknown[];
  const known = structures.read.get(key);
  if (known !== undefined) return known;
  const members: Member[] = [];
  const structure: Structure = {
    kind: "structure",
    name: schema.getName() ?? "",
    members,
    union: schema.isUnionSchema(),
  };
  // Known before its members are read: shapes are recursive (a filter holds filters).
  structures.read.set(key, structure);
  // A structure's schema ends with the number of its required members, which come first.
  const required = Number(key[6] ?? 0);
  const doubles = structures.doubles[structure.name] ?? [];
  for (const [name, member] of schema.structIterator()) {
    const read = readMember(name, member, structures, members.length < required);
    members.push(doubles.includes(name) ? { ...read, shape: ofDoubles(read.shape) } : read);
  }
  return structure;
};

/** A number, or a list of numbers, that may have fractions. */
const ofDoubles = (shape: Shape): Shape =>
  shape.kind === "list"
    ? { ...shape, item: { ...shape.item, shape: ofDoubles(shape.item.shape) } }
    : shape.kind === "number"
      ? { kind: "number", isDouble: true }
      : shape;

const readMember = (name: string, schema: NormalizedSchema, structures: Structures, required: boolean): Member => {
  const traits = schema.getMergedTraits();
  return {
    name,
    required,
    shape: readShape(schema, structures),
    xmlName: traits.xmlName,
    xmlFlattened: traits.xmlFlattened === 1,
    ec2QueryName: traits.ec2QueryName as string | undefined,
    httpLabel: traits.httpLabel === 1,
    httpHeader: traits.httpHeader,
    httpQuery: traits.httpQuery,
    httpPayload: traits.httpPayload === 1,
    httpResponseCode: traits.httpResponseCode === 1,
    idempotencyToken: schema.isIdempotencyToken(),
  };
};

const timestampFormats: Readonly<Record<number, TimestampFormat>> = {
  5: "date-time",
  6: "http-date",
  7: "epoch-seconds",
};

const readShape = (schema: NormalizedSchema, structures: Structures): Shape => {
  const member = (name: string, of: NormalizedSchema) => readMember(name, of, structures, false);
  if (schema.isStructSchema() || schema.isUnitSchema()) return readStructure(schema, structures);
  if (schema.isListSchema()) return { kind: "list", item: member("member", schema.getValueSchema()) };
  if (schema.isMapSchema())
    return { kind: "map", key: member("key", schema.getKeySchema()), value: member("value", schema.getValueSchema()) };
  if (schema.isStringSchema()) return { kind: "string" };
  if (schema.isBooleanSchema()) return { kind: "boolean" };
  if (schema.isNumericSchema()) return { kind: "number" };
  if (schema.isBigIntegerSchema()) return { kind: "bigint" };
  if (schema.isBlobSchema()) return { kind: "blob" };
  if (schema.isDocumentSchema()) return { kind: "document" };
  if (schema.isTimestampSchema()) {
    const format = timestampFormats[schema.getSchema() as number];
    return format === undefined ? { kind: "timestamp" } : { kind: "timestamp", format };
  }
  throw new Error(`The SDK's schema of ${schema.getName(true)} is of a kind that the codec does not know.`);
};
