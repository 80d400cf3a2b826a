/**
 * The event pattern language: a pattern has the shape of the events it matches, with an array of alternatives at each leaf.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * What the guide leaves open is as in the engine that AWS publishes: https://github.com/aws/event-ruler
 */
import { type EventFields, eventFields, type Membership, together } from "./event-fields.ts";
import { invalidPattern } from "./invalid-pattern.ts";
import { absent, type Comparison, comparisonOf, reservedNames, wildcardsIn } from "./operators.ts";
import { tooComplex } from "./wildcard-complexity.ts";

export interface Pattern {
  /** As it was written. */
  readonly text: string;
  readonly matches: (event: unknown) => boolean;
  /** The same for an event that was taken apart: once for all patterns. */
  readonly matchesFields: (fields: EventFields) => boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** What a field must be: a value that one comparison takes, or absent. */
interface Condition {
  readonly comparisons: readonly Comparison[];
  readonly orAbsent: boolean;
}

/** One combination of a pattern's alternatives: a condition for each field, by the field's whole name. All have to hold. */
type Combination = ReadonlyMap<string, Condition>;

/**
 * "PutRule … and TestEventPattern … throw an InvalidEventPatternException if the use of $or results in over 1000 rule combinations."
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-complex-example-or
 */
const mostCombinations = 1_000;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parseLeaf = (alternatives: readonly unknown[]): Condition => {
  if (alternatives.length === 0) throw invalidPattern("Empty arrays are not allowed");
  const comparisons = alternatives.map(comparisonOf);
  if (tooComplex(wildcardsIn(alternatives))) {
    throw invalidPattern(
      "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
    );
  }
  const comparing = comparisons.filter((comparison): comparison is Comparison => comparison !== absent);
  return { comparisons: comparing, orAbsent: comparing.length < comparisons.length };
};

const parseOr = (
  path: readonly string[],
  alternatives: unknown,
  so: readonly Combination[],
): readonly Combination[] => {
  if (!Array.isArray(alternatives)) throw invalidPattern("It must be an Array followed with $or.");
  const combinations = alternatives.flatMap((alternative: unknown) => {
    if (!isFields(alternative)) throw invalidPattern("Only JSON object is allowed in array of $or relationship.");
    return parseFields(path, alternative, reservedNames, so);
  });
  if (alternatives.length < 2) throw invalidPattern("There must have at least 2 Objects in $or relationship.");
  // AWS documents the limit, not the words.
  if (combinations.length > mostCombinations) throw invalidPattern("Rule has more than 1000 combinations");
  return combinations;
};

/** The combinations `so` far with the conditions of `pattern`; of two for one field the later holds, as in AWS's engine. */
const parseFields = (
  path: readonly string[],
  pattern: Fields,
  reserved: ReadonlySet<string>,
  so: readonly Combination[],
): readonly Combination[] => {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalidPattern("Empty objects are not allowed");
  return entries.reduce((combinations, [name, inner]) => {
    if (name === "$or") return parseOr(path, inner, combinations);
    if (reserved.has(name)) {
      throw invalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    const whole = [...path, name];
    if (isFields(inner)) return parseFields(whole, inner, reserved, combinations);
    if (!Array.isArray(inner)) throw invalidPattern(`"${name}" must be an object or an array`);
    const condition = parseLeaf(inner);
    return combinations.map((combination) => new Map([...combination, [whole.join("."), condition]]));
  }, so);
};

/**
 * Whether the fields of an event meet all conditions, in the order of their names: values out of different elements of an array do not
 * go together, and a field is absent if none of its values goes together with what matched before.
 */
const meets = (
  event: EventFields,
  [first, ...others]: readonly (readonly [string, Condition])[],
  membership: Membership = new Map(),
): boolean => {
  if (first === undefined) return true;
  const [name, { comparisons, orAbsent }] = first;
  let present = false;
  for (const field of event.get(name) ?? []) {
    const both = together(membership, field.membership);
    if (both === undefined) continue;
    present = true;
    if (comparisons.some((matches) => matches(field.value)) && meets(event, others, both)) return true;
  }
  return orAbsent && !present && meets(event, others, membership);
};

/** By the code units of the names, as Java sorts. */
const inOrder = (combination: Combination) => [...combination].sort(([one], [other]) => (one < other ? -1 : 1));

/** Reads a pattern; throws InvalidEventPatternException, in AWS's words, if it is none. */
export const parsePattern = (text: string): Pattern => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidPattern("Filter is not valid JSON");
  }
  if (!isFields(parsed)) throw invalidPattern("Filter is not an object");
  const combinations = parseFields([], parsed, new Set(), [new Map()]).map(inOrder);
  const matchesFields = (fields: EventFields) => combinations.some((combination) => meets(fields, combination));
  return { text, matches: (event) => isFields(event) && matchesFields(eventFields(event)), matchesFields };
};
