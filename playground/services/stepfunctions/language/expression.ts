import jsonata from "jsonata";
import type { Json } from "./json.ts";

/** A compiled JSONata expression, without its `{% %}`. */
export interface Expression {
  readonly source: string;
  readonly ast: jsonata.ExprNode;
  /** Undefined if the expression yields nothing. Throws an Error whose message is JSONata's, with its code. */
  evaluate(bindings: Readonly<Record<string, unknown>>): Promise<Json | undefined>;
}

/**
 * AWS bounds an evaluation to 100 levels (`1+1+…+1` of 100 terms passes, of 101 does not) and to some seconds. The seconds are
 * real ones in every world: they only end an expression that would never end.
 */
const limits = { stack: 100, timeout: 5000 };

/** Compiles an expression. Throws an Error with the parser's message if it does not parse. */
export const compile = (source: string): Expression => {
  const compiled = jsonata(source, limits);
  return {
    source,
    ast: compiled.ast(),
    async evaluate(bindings) {
      let value: unknown;
      try {
        value = await compiled.evaluate(undefined, bindings);
      } catch (error) {
        throw new Error(describe(error));
      }
      return toJson(value);
    },
  };
};

// JSONata throws plain objects with a code, `{ code: "T2001", message: … }`.
const describe = (thrown: unknown): string => {
  const { code, message } = thrown as Partial<jsonata.JsonataError>;
  return code === undefined ? String(message ?? thrown) : `${code}: ${message}`;
};

/** A plain copy: JSONata's arrays carry marks, and what is no JSON becomes what AWS makes of it. */
const toJson = (value: unknown): Json | undefined => {
  if (value === undefined || value === null) return value;
  // JSON has no such numbers: AWS writes the string that JavaScript names them by.
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => toJson(item) ?? null);
  if (
    typeof value === "function" ||
    "_jsonata_lambda" in (value as object) ||
    "_jsonata_function" in (value as object)
  ) {
    throw new Error("The result is a function, which is no JSON value");
  }
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const json = toJson(member);
    if (json !== undefined) members.push([name, json]);
  }
  return Object.fromEntries(members);
};
