/** What a model of botocore says of inputs and numbers, of the shapes that some operations reach. */

/** A shape as the models write it, as far as it is looked at. */
interface ModelShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface ServiceModel {
  readonly operations: Readonly<
    Record<string, { readonly input?: { readonly shape: string }; readonly output?: { readonly shape: string } }>
  >;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

type Facts = Readonly<Record<string, unknown>>;

const shapeOf = ({ shapes }: ServiceModel, name: string): ModelShape => {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`The model has no shape '${name}'.`);
  return shape;
};

/** Every shape that some shapes hold, themselves included. */
const reached = (model: ServiceModel, names: readonly string[]): readonly string[] => {
  const found = new Set<string>();
  const look = (name: string | undefined) => {
    if (name === undefined || found.has(name)) return;
    found.add(name);
    const { members = {}, member, key, value } = shapeOf(model, name);
    for (const { shape } of Object.values(members)) look(shape);
    for (const held of [member, key, value]) look(held?.shape);
  };
  for (const name of names) look(name);
  return [...found].sort();
};

const inputOf = ({ operations }: ServiceModel, operation: string) => operations[operation]?.input?.shape;
const outputOf = ({ operations }: ServiceModel, operation: string) => operations[operation]?.output?.shape;
const isName = (name: string | undefined): name is string => name !== undefined;

const entry = (key: string, fact: unknown): Facts => (fact === undefined ? {} : { [key]: fact });

/** What is said of a shape's own values; `held` says which shapes have facts, so that no others are named. */
const factsOf = (
  { type, min, max, pattern, enum: oneOf, ...shape }: ModelShape,
  held: (name: string) => boolean,
): Facts => {
  const bounds = min === undefined && max === undefined ? undefined : [min ?? null, max ?? null];
  const isNumber = ["integer", "long", "double", "float"].includes(type);
  const nameOf = (of: { readonly shape: string } | undefined) => (of && held(of.shape) ? of.shape : undefined);
  const members = Object.entries(shape.members ?? {}).flatMap(([name, { shape: of }]) => {
    const required = shape.required?.includes(name) === true ? "!" : "";
    const text = `${held(of) ? of : ""}${required}`;
    return text === "" ? [] : [[name, text]];
  });
  return {
    ...entry(isNumber ? "range" : "length", bounds),
    ...entry("pattern", pattern),
    ...entry("oneOf", oneOf),
    ...entry("members", members.length === 0 ? undefined : Object.fromEntries(members)),
    ...entry("items", nameOf(shape.member)),
    ...entry("keys", nameOf(shape.key)),
    ...entry("values", nameOf(shape.value)),
  };
};

/** By operation its input's shape; by shape its facts, members as `Shape`, or `Shape!` if they must be there. Shapes without facts are left out. */
export const inputFacts = (model: ServiceModel, operations: readonly string[]) => {
  const inputs = operations.map((operation) => [operation, inputOf(model, operation)] as const);
  let names = reached(model, inputs.map(([, input]) => input).filter(isName));
  // What holds only shapes without facts has none either.
  for (;;) {
    const known = new Set(names);
    const left = names.filter((name) => Object.keys(factsOf(shapeOf(model, name), (of) => known.has(of))).length > 0);
    if (left.length === names.length) break;
    names = left;
  }
  const known = new Set(names);
  return {
    operations: Object.fromEntries(
      inputs.map(([operation, input]) => [operation, input && known.has(input) ? input : ""]),
    ),
    shapes: Object.fromEntries(names.map((name) => [name, factsOf(shapeOf(model, name), (of) => known.has(of))])),
  };
};

/** Of each structure that the operations take or give, the members that are doubles or lists of them. */
export const doublesOf = (model: ServiceModel, operations: readonly string[]) => {
  const isDouble = (name: string): boolean => {
    const { type, member } = shapeOf(model, name);
    return type === "double" || type === "float" || (type === "list" && member !== undefined && isDouble(member.shape));
  };
  const names = operations.flatMap((operation) => [inputOf(model, operation), outputOf(model, operation)]);
  return Object.fromEntries(
    reached(model, names.filter(isName))
      .map((name) => {
        const { type, members = {} } = shapeOf(model, name);
        const held = type === "structure" ? Object.entries(members) : [];
        return [name, held.filter(([, { shape }]) => isDouble(shape)).map(([member]) => member)] as const;
      })
      .filter(([, members]) => members.length > 0),
  );
};
