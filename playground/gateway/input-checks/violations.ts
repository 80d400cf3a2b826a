import type { Constraint, Constraints, LeastAndMost } from "./constraint.ts";
import { wholeTextOf } from "./pattern.ts";

/** A rule that a value breaks. */
export interface Violation {
  /** The members and numbers on the way to the value: `Entries`, `1`, `member`, `Source`. */
  readonly path: readonly string[];
  readonly value: unknown;
  readonly constraint: Constraint;
  /** `Member must have length less than or equal to 80`. */
  readonly rule: string;
}

/** How long a text is, by the service's own measure. */
export type Measure = (text: string) => number;

/** Everything that is wrong with the members of a structure, in the order of the table. AWS reports all of it at once. */
export const violationsOf = (
  constraints: Constraints,
  value: unknown,
  measure: Measure,
  path: readonly string[] = [],
): readonly Violation[] =>
  Object.entries(constraints).flatMap(([name, constraint]) =>
    broken(constraint, fieldsOf(value)[name], measure, [...path, name]),
  );

const broken = (
  constraint: Constraint,
  value: unknown,
  measure: Measure,
  path: readonly string[],
): readonly Violation[] => {
  const { required, members, items, keys, values } = constraint;
  const told = (rules: readonly string[]) => rules.map((rule) => ({ path, value, constraint, rule }));
  if (value === undefined || value === null) return required === true ? told(["Member must not be null"]) : [];
  const own = told(brokenRules(constraint, value, measure));
  if (members !== undefined) return [...own, ...violationsOf(members, value, measure, path)];
  if (items !== undefined && holdsMore(items))
    return [
      ...own,
      ...(value as readonly unknown[]).flatMap((each, index) =>
        broken(items, each, measure, [...path, String(index + 1), "member"]),
      ),
    ];
  return [
    ...own,
    ...told(together("Member must satisfy constraint", items, Object.values(fieldsOf(value)), measure)),
    ...told(together("Map keys must satisfy constraint", keys, Object.keys(fieldsOf(value)), measure)),
    ...told(together("Map value must satisfy constraint", values, Object.values(fieldsOf(value)), measure)),
  ];
};

/** Whether a list's items are named one by one; of simple ones the list is named. */
const holdsMore = ({ members, items }: Constraint) => members !== undefined || items !== undefined;

/** What is said of simple values that are held together: every rule that they have, if any of them breaks one. */
const together = (
  says: string,
  constraint: Constraint | undefined,
  held: readonly unknown[],
  measure: Measure,
): readonly string[] =>
  constraint !== undefined && held.some((each) => brokenRules(constraint, each, measure).length > 0)
    ? [
        `${says}: [${rulesOf(constraint)
          .map(([rule]) => rule)
          .join(", ")}]`,
      ]
    : [];

const brokenRules = (constraint: Constraint, value: unknown, measure: Measure): readonly string[] =>
  rulesOf(constraint).flatMap(([rule, isKept]) => (isKept(value, measure) ? [] : [rule]));

type Rule = readonly [rule: string, isKept: (value: unknown, measure: Measure) => boolean];

const readRules = new WeakMap<Constraint, readonly Rule[]>();

/** The rules of one value, in AWS's words; read once. */
const rulesOf = (constraint: Constraint): readonly Rule[] => {
  const rules = readRules.get(constraint) ?? rulesIn(constraint);
  readRules.set(constraint, rules);
  return rules;
};

const rulesIn = ({ length, range, pattern, oneOf }: Constraint): readonly Rule[] => {
  const rules: Rule[] = [];
  if (length !== undefined) rules.push(...bounds("length", length, sizeOf));
  if (range !== undefined) rules.push(...bounds("value", range, Number));
  if (pattern !== undefined)
    rules.push([
      `Member must satisfy regular expression pattern: ${pattern}`,
      (value) => wholeTextOf(pattern)?.test(String(value)) ?? true,
    ]);
  if (oneOf !== undefined)
    rules.push([`Member must satisfy enum value set: [${oneOf.join(", ")}]`, (value) => oneOf.includes(String(value))]);
  return rules;
};

const bounds = (
  of: "length" | "value",
  [least, most]: LeastAndMost,
  measured: (value: unknown, measure: Measure) => number,
): readonly Rule[] => [
  ...(most === null
    ? []
    : [rule(`Member must have ${of} less than or equal to ${most}`, (value, by) => measured(value, by) <= most)]),
  ...(least === null
    ? []
    : [rule(`Member must have ${of} greater than or equal to ${least}`, (value, by) => measured(value, by) >= least)]),
];

const rule = (...said: Rule): Rule => said;

const sizeOf = (value: unknown, measure: Measure): number =>
  typeof value === "string"
    ? measure(value)
    : Array.isArray(value)
      ? value.length
      : value instanceof Uint8Array
        ? value.byteLength
        : Object.keys(fieldsOf(value)).length;

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
