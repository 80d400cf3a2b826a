/**
 * The event pattern language: a pattern has the shape of the events it matches, with an array of alternatives at each leaf.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
import { invalidPattern } from "./invalid-pattern.ts";
import { absent, type Comparison, comparisonOf, type FieldValue, reservedNames } from "./operators.ts";

export interface Pattern {
  /** As it was written. */
  readonly text: string;
  readonly matches: (event: unknown) => boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Answers whether the pattern's part matches one object of the event; `event` is the whole of it, for `exists: false`. */
type Matcher = (object: Fields, event: unknown) => boolean;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value of the event without its arrays: an array matches if any of its elements does. */
const elements = (value: unknown): readonly unknown[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.flatMap(elements) : [value];
};

const scalars = (value: unknown): readonly FieldValue[] =>
  elements(value).filter((element) => !isFields(element)) as FieldValue[];

const objects = (value: unknown): readonly Fields[] => elements(value).filter(isFields);

/** Whether any leaf of the event stands at `path`. Objects and empty arrays are no leaves. */
const present = (event: unknown, path: readonly string[]): boolean => {
  const [name, ...rest] = path;
  if (name === undefined) return scalars(event).length > 0;
  return objects(event).some((object) => present(object[name], rest));
};

const parseLeaf = (path: readonly string[], alternatives: readonly unknown[]): Matcher => {
  if (alternatives.length === 0) throw invalidPattern("Empty arrays are not allowed");
  const comparisons = alternatives.map(comparisonOf);
  const comparing = comparisons.filter((comparison): comparison is Comparison => comparison !== absent);
  const orAbsent = comparing.length < comparisons.length;
  const name = path.at(-1) ?? "";
  return (object, event) =>
    scalars(object[name]).some((value) => comparing.some((matches) => matches(value))) ||
    (orAbsent && !present(event, path));
};

const parseOr = (path: readonly string[], alternatives: unknown): Matcher => {
  if (!Array.isArray(alternatives)) throw invalidPattern("It must be an Array followed with $or.");
  const matchers = alternatives.map((alternative: unknown) => {
    if (!isFields(alternative)) throw invalidPattern("Only JSON object is allowed in array of $or relationship.");
    return parseFields(path, alternative, reservedNames);
  });
  if (matchers.length < 2) throw invalidPattern("There must have at least 2 Objects in $or relationship.");
  return (object, event) => matchers.some((matches) => matches(object, event));
};

const parseField = (path: readonly string[], pattern: unknown, reserved: ReadonlySet<string>): Matcher => {
  const name = path.at(-1) ?? "";
  if (Array.isArray(pattern)) return parseLeaf(path, pattern);
  if (!isFields(pattern)) throw invalidPattern(`"${name}" must be an object or an array`);
  const matches = parseFields(path, pattern, reserved);
  return (object, event) => {
    const nested = objects(object[name]);
    // Without an object there, the pattern may still match by `exists: false`.
    return (nested.length === 0 ? [{}] : nested).some((candidate) => matches(candidate, event));
  };
};

/** Every field must match; in an array of objects, all of them in the same element. */
const parseFields = (path: readonly string[], pattern: Fields, reserved: ReadonlySet<string>): Matcher => {
  const names = Object.keys(pattern);
  if (names.length === 0) throw invalidPattern("Empty objects are not allowed");
  const matchers = names.map((name) => {
    if (name === "$or") return parseOr(path, pattern[name]);
    if (reserved.has(name)) {
      throw invalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    return parseField([...path, name], pattern[name], reserved);
  });
  return (object, event) => matchers.every((matches) => matches(object, event));
};

/** Reads a pattern; throws InvalidEventPatternException, in AWS's words, if it is none. */
export const parsePattern = (text: string): Pattern => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidPattern("Filter is not valid JSON");
  }
  if (!isFields(parsed)) throw invalidPattern("Filter is not an object");
  const matches = parseFields([], parsed, new Set());
  return { text, matches: (event) => isFields(event) && matches(event, event) };
};
