/**
 * What would arrive of a value if it were sent in a form, or as XML, and read at the other end: for callers in the same process, to
 * whom the way over the wire makes no difference but that of time. A test compares both ways for every operation.
 */
import type { ByValue } from "./codec.ts";
import { textOf } from "./scalars.ts";
import {
  type Dictionary,
  isScalar,
  type List,
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

type Fields = Readonly<Record<string, unknown>>;

const membersBy = (sending: Sending, shape: Structure, value: Fields) => {
  const members: Record<string, unknown> = {};
  for (const { name, shape: held } of shape.members) {
    const given = value[name];
    if (!isThere(given)) continue;
    const arrived = valueBy(sending, held, given);
    if (arrived !== undefined) members[name] = arrived;
  }
  return members;
};

const itemsBy = (sending: Sending, { item }: List, value: readonly unknown[]) => {
  const items: unknown[] = [];
  for (const given of value) {
    const arrived = isThere(given) ? valueBy(sending, item.shape, given) : undefined;
    if (isThere(arrived)) items.push(arrived);
  }
  // Items of which nothing arrives leave no trace of their list either.
  return items.length === 0 && value.some(isThere) ? undefined : items;
};

const entriesBy = (sending: Sending, { value: { shape } }: Dictionary, value: Fields) => {
  const entries: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) if (isThere(held)) entries[key] = valueBy(sending, shape, held);
  return entries;
};

/** What arrives of a value; undefined if nothing does. */
const valueBy = (sending: Sending, shape: Shape, value: unknown): unknown => {
  if (isScalar(shape)) return scalarBy(sending, shape, value);
  const { kind } = shape;
  const arrived =
    kind === "structure"
      ? membersBy(sending, shape, value as Fields)
      : kind === "list"
        ? itemsBy(sending, shape, value as readonly unknown[])
        : entriesBy(sending, shape, value as Fields);
  return arrived === undefined || sending.arrivesEmpty(kind) || isFilled(arrived) ? arrived : undefined;
};

const isFilled = (held: object): boolean => {
  for (const _ in held) return true;
  return false;
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
