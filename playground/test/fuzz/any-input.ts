/** Inputs that a model allows, and what comes of one that is right when one thing in it is otherwise. */
import { isScalar, type Shape, type Structure } from "../../gateway/codec/shapes.ts";
import type { LeastAndMost } from "../../gateway/input-checks/constraint.ts";
import type { Random } from "../../world/random.ts";

const odd = [
  "",
  " ",
  "a",
  "0",
  "-1",
  "*",
  "__proto__",
  "constructor",
  "é\u{1F986}",
  "x".repeat(300),
  "{}",
  '{"a":',
  "\n",
];
const usual = [
  "web",
  "true",
  "HTTP",
  "instance",
  "10.0.0.0/16",
  "rate(1 minute)",
  "2026-01-01T00:00:00Z",
  "{}",
  '{"source":["a"]}',
];
const numbers = [0, 1, 2, 5, 80, 443, -1, 70_000, 2 ** 31, 0.5];

export const picked = <T>(random: Random, some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;

/** What a model says beyond a shape. */
export interface Facts {
  readonly length?: LeastAndMost;
  readonly range?: LeastAndMost;
  readonly oneOf?: readonly string[];
  readonly members?: Readonly<Record<string, Facts>>;
  readonly items?: Facts;
}

/** What values are made of: chance, and the texts that stand in the world. */
export interface Sources {
  readonly random: Random;
  readonly seen: readonly string[];
}

const beyond = (bounds: LeastAndMost | undefined): readonly number[] =>
  (bounds ?? []).flatMap((bound) => (bound === null ? [] : [bound, bound - 1, bound + 1]));

const anyText = ({ random, seen }: Sources, { oneOf, length }: Facts): string => {
  if (oneOf !== undefined && random() < 0.8) return picked(random, oneOf);
  const sizes = beyond(length).filter((size) => size >= 0 && size < 3_000);
  if (sizes.length > 0 && random() < 0.1) return "y".repeat(picked(random, sizes));
  return picked(random, random() < 0.6 && seen.length > 0 ? seen : random() < 0.5 ? usual : odd);
};

/** Text, number or other scalar: what there is in the world, what the model lists, at its bounds and beyond. */
const anyScalar = (sources: Sources, { kind }: Shape, facts: Facts): unknown => {
  const { random } = sources;
  switch (kind) {
    case "boolean":
      return random() < 0.5;
    case "bigint":
      return BigInt(picked(random, [0, 1, -1]));
    case "number":
      return picked(random, [...numbers, ...beyond(facts.range)]);
    case "timestamp":
      return new Date(picked(random, [0, Date.UTC(2026, 0, 1), Date.UTC(2100, 0, 1)]));
    case "blob":
      return new Uint8Array([1, 2, 3]);
    case "document":
      return { a: 1 };
    default:
      return anyText(sources, facts);
  }
};

/** A value of a shape, right or not. */
export const anyInput = (sources: Sources, shape: Shape, facts: Facts, depth = 0): unknown => {
  const { random } = sources;
  if (isScalar(shape)) return anyScalar(sources, shape, facts);
  if (shape.kind === "list")
    return Array.from({ length: Math.floor(random() * 3) }, () =>
      anyInput(sources, shape.item.shape, facts.items ?? {}, depth + 1),
    );
  if (shape.kind === "map")
    return { [picked(random, [...usual, ...odd])]: anyInput(sources, shape.value.shape, {}, depth + 1) };
  const chance = depth > 3 ? 0.1 : 0.45;
  const present = shape.members.filter(({ required }) => random() < (required ? 0.97 : chance));
  return Object.fromEntries(
    present.map(({ name, shape: of }) => [name, anyInput(sources, of, facts.members?.[name] ?? {}, depth + 1)]),
  );
};

const mutatedList = (sources: Sources, item: Shape, facts: Facts, list: readonly unknown[]): unknown => {
  const { random } = sources;
  const at = Math.floor(random() * list.length);
  const chance = random();
  if (list.length === 0 || chance < 0.1) return [...list, anyInput(sources, item, facts)];
  if (chance < 0.25) return [...list, list[at]];
  if (chance < 0.4) return list.toSpliced(at, 1);
  return list.with(at, mutated(sources, item, facts, list[at]));
};

const mutatedStructure = (
  sources: Sources,
  shape: Structure,
  facts: Facts,
  held: Readonly<Record<string, unknown>>,
): unknown => {
  const { random } = sources;
  const [present, absent] = [true, false].map((is) =>
    shape.members.filter(({ name }) => (held[name] !== undefined) === is),
  );
  const more = absent ?? [];
  const adds = (present ?? []).length === 0 || (more.length > 0 && random() < 0.25);
  const some = adds ? more : (present ?? []);
  if (some.length === 0) return held;
  const { name, shape: of } = picked(random, some);
  const { [name]: value, ...rest } = held;
  if (!adds && random() < 0.12) return rest;
  const about = facts.members?.[name] ?? {};
  return { ...rest, [name]: adds ? anyInput(sources, of, about, 2) : mutated(sources, of, about, value) };
};

/** The same value with one thing in it otherwise: changed, left out, added or said twice. */
export const mutated = (sources: Sources, shape: Shape, facts: Facts, value: unknown): unknown => {
  if (isScalar(shape)) return anyScalar(sources, shape, facts);
  if (shape.kind === "list") return mutatedList(sources, shape.item.shape, facts.items ?? {}, value as unknown[]);
  if (shape.kind === "structure") return mutatedStructure(sources, shape, facts, value as Record<string, unknown>);
  const entries = Object.entries(value as object);
  const [key, held] = picked(sources.random, entries) ?? ["key", undefined];
  const { [key]: _, ...rest } = value as Record<string, unknown>;
  const chance = sources.random();
  if (chance < 0.2) return rest;
  if (chance < 0.4) return { ...rest, [picked(sources.random, [...usual, ...odd])]: held };
  return {
    ...rest,
    [key]:
      held === undefined ? anyInput(sources, shape.value.shape, {}) : mutated(sources, shape.value.shape, {}, held),
  };
};

/** Every short text in a value. */
export const textsIn = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? value.length < 300
      ? [value]
      : []
    : typeof value === "object" && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array)
      ? Object.values(value).flatMap(textsIn)
      : [];
