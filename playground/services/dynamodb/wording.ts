/**
 * DynamoDB's words of 2026 for what dynalite refuses in older ones. The writes of one item and the reads by key word values anew, and
 * those writes begin with "1 validation error detected: "; Scan and BatchWriteItem stay as they were.
 * Both as recorded in paritysuite/dynamodb-conformance (`valueLayers.test.ts`, `putItem.test.ts`) and getmoto/moto#10198.
 */
import { type EngineError, validationFailure } from "./engine-error.ts";
import { checkBounds } from "./request-limits.ts";

const writes: ReadonlySet<string> = new Set(["PutItem", "UpdateItem", "DeleteItem"]);
const readsByKey: ReadonlySet<string> = new Set(["GetItem", "BatchGetItem", "Query"]);

const wrapped = /^ExpressionAttributeValues contains invalid value: (.*) for key :\w+$/s;
const notNumeric = "The parameter cannot be converted to a numeric value";
const invalid = "One or more parameter values were invalid: ";

/** A collection with duplicates: in the order of bytes up to the first repetition, and each member in quotes. */
const quoted = (members: readonly string[], encoding: "utf8" | "base64", between: string): string => {
  const repeated = members.findIndex((member, place) => members.indexOf(member) < place);
  const bytes = (member: string) => Buffer.from(member, encoding);
  const sorted = members.slice(0, repeated).sort((one, other) => Buffer.compare(bytes(one), bytes(other)));
  return `[${[...sorted, ...members.slice(repeated)].map((member) => JSON.stringify(member)).join(between)}]`;
};

const wordedValue = (message: string): string => {
  const value = wrapped.exec(message)?.[1] ?? message;
  if (value === notNumeric) return `${notNumeric}: `;
  if (value === "Input collection contains duplicates") return `${invalid}${value}.`;
  const [, members, ofType] =
    /^One or more .* Input collection \[(.*)\] ?(of type BS )?contains duplicates\.$/s.exec(value) ?? [];
  if (members === undefined) return value;
  return ofType === undefined
    ? `${invalid}Input collection ${quoted(members.split(", "), "utf8", ", ")} contains duplicates.`
    : `${invalid}Input collection ${quoted(members.split(", "), "base64", ",")}of type BS contains duplicates.`;
};

/** Bounds of different types, one of which has no order: DynamoDB looks at the order first. */
const bounds =
  /^Invalid (\w+): The BETWEEN operator requires same data type .* operand: AttributeValue: \{(\w+):.* operand: AttributeValue: \{(\w+):/s;

const reworded = (operation: string, message: string): string => {
  const [, name, lower, upper] = bounds.exec(message) ?? [];
  if (name !== undefined && lower !== undefined && upper !== undefined) checkBounds(name, [lower, upper]);
  if (operation === "Scan") return message.replace(/^(The Segment parameter is zero-based [^:]*):.*$/s, "$1");
  if (readsByKey.has(operation)) return wordedValue(message);
  if (!writes.has(operation) || /^\d+ validation errors? detected: /.test(message)) return message;
  const bare = message.replace(/^(ExpressionAttribute\w+ can only be specified when using expressions): .*$/s, "$1");
  return `1 validation error detected: ${wordedValue(bare)}`;
};

/** A refusal of a request, before it was run, in today's words. */
export const worded = (operation: string, error: EngineError): EngineError => {
  const { message } = error.body;
  return typeof message === "string" ? validationFailure(reworded(operation, message)) : error;
};
