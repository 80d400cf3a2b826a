/**
 * What would arrive of a value if it were sent in a form, or as XML, and read at the other end: for callers in the same process, to
 * whom the way over the wire makes no difference but that of time. A test compares both ways for every operation.
 */
import type { ByValue } from "./codec.ts";
import { textOf } from "./scalars.ts";
import {
  isScalar,
  type Member,
  type Model,
  operationShape,
  type Scalar,
  type Shape,
  type Structure,
} from "./shapes.ts";

interface Sending {
  /** Whether an empty one arrives at all. */
  readonly arrivesEmpty: (kind: "structure" | "list" | "map") => boolean;
  readonly text: (text: string) => string;
}

/** A form has no word for what is empty, but that awsQuery's has one for an empty list. */
const form = (emptyLists: boolean): Sending => ({
  arrivesEmpty: (kind) => kind === "list" && emptyLists,
  text: (text) => text,
});

/** In XML, white space with a line break counts as indentation. */
const xml: Sending = {
  arrivesEmpty: () => true,
  text: (text) => (text.includes("\n") && text.trim() === "" ? "" : text),
};

const scalarBy = (sending: Sending, shape: Scalar, value: unknown): unknown => {
  // Throws if the value is not of its kind, as when it is encoded.
  if (typeof value !== shape.kind) textOf(shape, value, "date-time");
  if (typeof value === "string") return sending.text(value);
  if (value instanceof Date) return new Date(value.getTime());
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
};

const isThere = (value: unknown) => value !== undefined && value !== null;

const membersBy = (sending: Sending, shape: Structure, value: Readonly<Record<string, unknown>>) => {
  const members: Record<string, unknown> = {};
  for (const { name, shape: held } of shape.members) {
    if (!isThere(value[name])) continue;
    const arrived = valueBy(sending, held, value[name]);
    if (arrived !== undefined) members[name] = arrived;
  }
  return members;
};

/** What arrives of a value; undefined if nothing does. */
const valueBy = (sending: Sending, shape: Shape, value: unknown): unknown => {
  const unlessEmpty = <Held extends object>(kind: "structure" | "list" | "map", held: Held) =>
    Object.keys(held).length > 0 || sending.arrivesEmpty(kind) ? held : undefined;
  switch (shape.kind) {
    case "structure":
      return unlessEmpty("structure", membersBy(sending, shape, value as Readonly<Record<string, unknown>>));
    case "list": {
      const given = (value as readonly unknown[]).filter(isThere);
      const items = given.map((item) => valueBy(sending, shape.item.shape, item)).filter(isThere);
      // Items of which nothing arrives leave no trace of their list either.
      return given.length > 0 && items.length === 0 ? undefined : unlessEmpty("list", items);
    }
    case "map": {
      const entries = Object.entries(value as object).filter(([, held]) => isThere(held));
      const arrived = entries.map(([key, held]) => [key, valueBy(sending, shape.value.shape, held)] as const);
      return unlessEmpty("map", Object.fromEntries(arrived));
    }
    default:
      return scalarBy(sending, shape, value);
  }
};

const isPlain = ({ idempotencyToken, xmlFlattened }: Member) => !idempotencyToken && !xmlFlattened;

/** Whether this file knows what arrives of a shape's values. Not of what the client adds by itself, nor of what is rare. */
const isKnown = (shape: Shape, looked = new Map<Shape, boolean>()): boolean => {
  if (isScalar(shape)) return shape.kind !== "document" && shape.format !== "http-date";
  const answer = looked.get(shape);
  if (answer !== undefined) return answer;
  // Shapes are recursive: one that is being looked at depends on the rest.
  looked.set(shape, true);
  const known =
    shape.kind === "structure"
      ? !shape.union && shape.members.every((member) => isPlain(member) && isKnown(member.shape, looked))
      : shape.kind === "list"
        ? isKnown(shape.item.shape, looked)
        : isScalar(shape.value.shape) && isKnown(shape.value.shape, looked);
  looked.set(shape, known);
  return known;
};

/** The query protocols' way without the wire, for the operations of which it is known. */
export const byValue = (
  model: Model,
  emptyLists: boolean,
  check: (operation: string, input: Readonly<Record<string, unknown>>) => void,
) => {
  const ways = new Map<string, ByValue | undefined>();
  const sending = form(emptyLists);
  const wayOf = (name: string): ByValue | undefined => {
    const { input, output } = operationShape(model, name);
    if (!isKnown(input) || !isKnown(output)) return undefined;
    return {
      received(given) {
        const received = membersBy(sending, input, given);
        check(name, received);
        return received;
      },
      answered: (given) => membersBy(xml, output, (given ?? {}) as Readonly<Record<string, unknown>>),
    };
  };
  return (operation: string): ByValue | undefined => {
    if (!ways.has(operation)) ways.set(operation, wayOf(operation));
    return ways.get(operation);
  };
};
