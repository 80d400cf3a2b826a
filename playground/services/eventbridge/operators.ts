/**
 * The comparison operators of an event pattern: what may stand in the array of a field. Semantics and words of refusal are
 * those of AWS's own rule engine: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { BlockList, isIP } from "node:net";
import { invalidPattern } from "./invalid-pattern.ts";

/** A field's value in an event, arrays taken apart. */
export type FieldValue = string | number | boolean | null;

/** Answers whether one value of the field matches. */
export type Comparison = (value: FieldValue) => boolean;

/** `{ "exists": false }` looks at the whole event and not at a value, so the matcher of fields handles it. */
export const absent = Symbol("exists: false");

type Operator = (operand: unknown) => Comparison | typeof absent;

const onStrings =
  (compare: (value: string) => boolean): Comparison =>
  (value) =>
    typeof value === "string" && compare(value);

const foldCase = (text: string) => text.toLowerCase();

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The one key and value of a match expression. */
const onlyEntry = (expression: Readonly<Record<string, unknown>>): readonly [string, unknown] => {
  const [entry, ...others] = Object.entries(expression);
  if (entry === undefined) throw invalidPattern("Match expression name not found");
  if (others.length > 0) throw invalidPattern("Only one key allowed in match expression");
  return entry;
};

const affix = (name: "prefix" | "suffix", found: (value: string, affix: string) => boolean): Operator => {
  const textOf = (operand: unknown) => {
    if (typeof operand !== "string") throw invalidPattern(`${name} match pattern must be a string`);
    return operand;
  };
  return (operand) => {
    if (!isObject(operand)) {
      const text = textOf(operand);
      return onStrings((value) => found(value, text));
    }
    const [inner, wanted] = onlyEntry(operand);
    if (inner !== "equals-ignore-case") throw invalidPattern(`Unsupported ${name} pattern: ${inner}`);
    const text = foldCase(textOf(wanted));
    return onStrings((value) => found(foldCase(value), text));
  };
};

const equalsIgnoreCase: Operator = (operand) => {
  if (typeof operand !== "string") throw invalidPattern("equals-ignore-case match pattern must be a string");
  const wanted = foldCase(operand);
  return onStrings((value) => foldCase(value) === wanted);
};

/** `*` stands for any characters; `\*` and `\\` for themselves. Positions count from the quote that AWS's engine keeps. */
const wildcard: Operator = (operand) => {
  if (typeof operand !== "string") throw invalidPattern("wildcard match pattern must be a string");
  let expression = "";
  for (let at = 0; at < operand.length; at++) {
    const character = operand.charAt(at);
    const next = operand.charAt(at + 1);
    if (character === "*") {
      if (next === "*") throw invalidPattern(`Consecutive wildcard characters at pos ${at + 1}`);
      expression += ".*";
    } else if (character === "\\") {
      if (next !== "*" && next !== "\\") throw invalidPattern(`Invalid escape character at pos ${at + 1}`);
      expression += `\\${next}`;
      at++;
    } else {
      expression += character.replace(/[$()+.?[\]^{|}]/, "\\$&");
    }
  }
  const whole = new RegExp(`^${expression}$`, "s");
  return onStrings((value) => whole.test(value));
};

/** The greatest magnitude that AWS compares by number. */
const largestNumber = 5e9;

const number = (value: unknown, complaint: string): number => {
  if (typeof value !== "number") throw invalidPattern(complaint);
  if (Math.abs(value) > largestNumber) throw invalidPattern("Value must be between -5.0E9 and 5.0E9, inclusive");
  return value;
};

const numericComparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  "=": (value, bound) => value === bound,
  ">=": (value, bound) => value >= bound,
  ">": (value, bound) => value > bound,
};

const numeric: Operator = (operand) => {
  if (!Array.isArray(operand)) throw invalidPattern("Value of numeric must be an array.");
  const [name, operandBound, secondName, secondOperand, ...rest] = operand as readonly unknown[];
  if (typeof name !== "string") throw invalidPattern(`Invalid member in numeric match: ${name ?? "]"}`);
  const compare = numericComparisons[name];
  if (compare === undefined) throw invalidPattern(`Unrecognized numeric range operator: ${name}`);
  const bound = number(operandBound, `Value of ${name === "=" ? "equals" : name} must be numeric`);
  if (operand.length === 2) return (value) => typeof value === "number" && compare(value, bound);

  // A range is a lower bound and then an upper one.
  if (name !== ">" && name !== ">=") throw invalidPattern("Too many elements in numeric expression");
  if (typeof secondName !== "string") throw invalidPattern(`Bad value in numeric range: ${secondName}`);
  const compareTop = secondName === "<" || secondName === "<=" ? numericComparisons[secondName] : undefined;
  if (compareTop === undefined) throw invalidPattern(`Bad numeric range operator: ${secondName}`);
  const top = number(secondOperand, `Value of ${secondName} must be numeric`);
  if (rest.length > 0) throw invalidPattern("Too many terms in numeric range expression");
  if (top <= bound) throw invalidPattern("Bottom must be less than top");
  return (value) => typeof value === "number" && compare(value, bound) && compareTop(value, top);
};

const cidr: Operator = (operand) => {
  // AWS words this one after the prefix operator.
  if (typeof operand !== "string") throw invalidPattern("prefix match pattern must be a string");
  const [address = "", mask, ...rest] = operand.split("/");
  if (mask === undefined || mask === "" || rest.length > 0) throw invalidPattern("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(mask)) throw invalidPattern("Malformed CIDR, mask bits must be an integer");
  const bits = Number(mask);
  if (bits < 0) throw invalidPattern("Malformed CIDR, mask bits must not be negative");
  const version = isIP(address);
  if (version === 0) throw invalidPattern(`Nonstandard IP address: ${address}`);
  if (version === 4 && bits > 31) throw invalidPattern("IPv4 mask bits must be < 32");
  if (version === 6 && bits > 127) throw invalidPattern("IPv6 mask bits must be < 128");
  const block = new BlockList();
  block.addSubnet(address, bits, version === 4 ? "ipv4" : "ipv6");
  return onStrings((value) => isIP(value) === version && block.check(value, version === 4 ? "ipv4" : "ipv6"));
};

const exists: Operator = (operand) => {
  if (typeof operand !== "boolean") throw invalidPattern("exists match pattern must be either true or false.");
  return operand ? () => true : absent;
};

const none =
  (comparisons: readonly Comparison[]): Comparison =>
  (value) =>
    !comparisons.some((matches) => matches(value));

/** `{ "anything-but": { "prefix": … } }`: the operand is one string or a list of them. */
const anythingButExpression = (expression: Readonly<Record<string, unknown>>): Comparison => {
  const [name, operand] = onlyEntry(expression);
  const operator = { prefix, suffix, wildcard, "equals-ignore-case": equalsIgnoreCase }[name];
  if (operator === undefined) throw invalidPattern(`Unsupported anything-but pattern: ${name}`);
  const texts = Array.isArray(operand) ? (operand as readonly unknown[]) : [operand];
  const affixed = name === "prefix" || name === "suffix";
  for (const text of texts) {
    if (isObject(text)) {
      throw invalidPattern("Value of anything-but must be an array or single string/number value.");
    }
    if (typeof text !== "string") {
      throw invalidPattern(
        affixed
          ? "prefix/suffix match pattern must be a string"
          : `Inside anything-but/${name} list, number|start|null|boolean is not supported.`,
      );
    }
    if (affixed && text === "") throw invalidPattern("Null prefix/suffix not allowed");
  }
  if (texts.length === 0) throw invalidPattern("Empty arrays are not allowed");
  return none(texts.map((text) => operator(text)).filter((comparison) => comparison !== absent));
};

const anythingBut: Operator = (operand) => {
  if (isObject(operand)) return anythingButExpression(operand);
  const values = Array.isArray(operand) ? (operand as readonly unknown[]) : [operand];
  if (!Array.isArray(operand) && typeof operand !== "string" && typeof operand !== "number") {
    throw invalidPattern("Value of anything-but must be an array or single string/number value.");
  }
  for (const value of values) {
    if (typeof value !== "string" && typeof value !== "number") {
      throw invalidPattern("Inside anything but list, start|null|boolean is not supported.");
    }
  }
  if (new Set(values.map((value) => typeof value)).size !== 1) {
    throw invalidPattern(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  return (value) => !values.includes(value);
};

const prefix = affix("prefix", (value, text) => value.startsWith(text));
const suffix = affix("suffix", (value, text) => value.endsWith(text));

const operators: Readonly<Record<string, Operator>> = {
  prefix,
  suffix,
  numeric,
  cidr,
  exists,
  wildcard,
  "equals-ignore-case": equalsIgnoreCase,
  "anything-but": anythingBut,
};

/** What one element of a field's array compares with: a literal value or a match expression. Throws if AWS would refuse it. */
export const comparisonOf = (element: unknown): Comparison | typeof absent => {
  if (Array.isArray(element)) throw invalidPattern("Match value must be String, number, true, false, or null");
  if (!isObject(element)) return (value) => value === element;
  const [name, operand] = onlyEntry(element);
  const operator = operators[name];
  if (operator === undefined) throw invalidPattern(`Unrecognized match type ${name}`);
  return operator(operand);
};

/** The wildcards among the alternatives of a field, `anything-but` included. */
export const wildcardsIn = (alternatives: readonly unknown[]): readonly string[] =>
  alternatives.flatMap((element) => {
    if (!isObject(element)) return [];
    const but = element["anything-but"];
    const text = isObject(but) ? but.wildcard : element.wildcard;
    return [text].flat().filter((wildcard) => typeof wildcard === "string");
  });

/** Names that AWS's engine keeps for match expressions and therefore refuses as fields inside `$or`. */
export const reservedNames: ReadonlySet<string> = new Set([...Object.keys(operators), "exactly"]);
