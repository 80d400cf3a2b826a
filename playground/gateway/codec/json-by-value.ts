/**
 * The JSON that an SDK would send of an input, and what it would make of the JSON of an output, without text in between: for
 * DynamoDB, which is given and answers its own JSON. A test compares both ways for every operation.
 */
import type { ByValue } from "./codec.ts";
import {
  isScalar,
  type Member,
  type Model,
  operationShape,
  type Scalar,
  type Shape,
  type Structure,
} from "./shapes.ts";

type ScalarBy = (shape: Scalar, value: unknown) => unknown;

const isThere = (value: unknown) => value !== undefined && value !== null;

const membersOf = ({ members }: Structure, names: readonly string[]): readonly Member[] =>
  names.flatMap((given) => members.find(({ name }) => name === given) ?? []);

/** A copy of a value with every scalar turned. Members and elements that are not there are left out. */
const copied = (shape: Shape, value: unknown, turned: ScalarBy): unknown => {
  switch (shape.kind) {
    case "structure": {
      const held = value as Readonly<Record<string, unknown>>;
      const copy: Record<string, unknown> = {};
      // Of a union's many members one is there.
      const members = shape.union ? membersOf(shape, Object.keys(held)) : shape.members;
      for (const { name, shape: of } of members) if (isThere(held[name])) copy[name] = copied(of, held[name], turned);
      return copy;
    }
    case "list":
      return (value as readonly unknown[]).filter(isThere).map((item) => copied(shape.item.shape, item, turned));
    case "map": {
      const copy: Record<string, unknown> = {};
      for (const [key, held] of Object.entries(value as object))
        if (isThere(held)) copy[key] = copied(shape.value.shape, held, turned);
      return copy;
    }
    default:
      return turned(shape, value);
  }
};

const toJson: ScalarBy = ({ kind }, value) =>
  kind === "blob" ? Buffer.from(value as Uint8Array).toString("base64") : value;

const fromJson: ScalarBy = ({ kind }, value) =>
  kind === "blob"
    ? new Uint8Array(Buffer.from(String(value), "base64"))
    : kind === "timestamp"
      ? new Date(Math.round(Number(value) * 1000))
      : value;

/** Whether this file knows what is made of a shape's values: not of what the client adds by itself, nor of what is rare. */
const isKnown = (shape: Shape, kinds: readonly Scalar["kind"][], looked = new Set<Shape>()): boolean => {
  if (isScalar(shape)) return kinds.includes(shape.kind) && shape.format === undefined;
  if (looked.has(shape)) return true;
  looked.add(shape);
  if (shape.kind === "list") return isKnown(shape.item.shape, kinds, looked);
  if (shape.kind === "map") return isKnown(shape.value.shape, kinds, looked);
  return shape.members.every((member) => !member.idempotencyToken && isKnown(member.shape, kinds, looked));
};

const plain = ["string", "boolean", "number", "blob"] as const;

/** The way of a JSON protocol's operations without the wire; undefined for those of which it is not known. */
export const jsonByValue = (model: Model) => {
  const ways = new Map<string, ByValue | undefined>();
  const wayOf = (name: string): ByValue | undefined => {
    const { input, output } = operationShape(model, name);
    if (!isKnown(input, plain) || !isKnown(output, [...plain, "timestamp"])) return undefined;
    return {
      received: (given) => copied(input, given, toJson) as Readonly<Record<string, unknown>>,
      answered: (given) => copied(output, given, fromJson) as Readonly<Record<string, unknown>>,
    };
  };
  return (operation: string): ByValue | undefined => {
    if (!ways.has(operation)) ways.set(operation, wayOf(operation));
    return ways.get(operation);
  };
};
