import { type DynamoDbJson, validationFailure } from "./engine-error.ts";

/**
 * What DynamoDB refuses of a request and dynalite takes: too long and too involved expressions, and values that lie too deep.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */

/** An expression as dynalite's parser leaves it: paths are lists, values objects without `args`. */
interface Parsed {
  readonly type?: string;
  readonly args?: readonly unknown[];
}

/** What dynalite makes of a request before it runs it, as far as it is looked at here. */
export interface CheckedRequest extends DynamoDbJson {
  readonly _condition?: { readonly expression: Parsed };
  readonly _keyCondition?: { readonly expression: Parsed };
  readonly _filter?: { readonly expression: Parsed; readonly pathHeads: Readonly<Record<string, true>> };
  readonly _updates?: { readonly sections: readonly { readonly val?: unknown }[] };
  readonly _projection?: { readonly paths: readonly (readonly (string | number)[])[] };
}

/** "The maximum length of any expression string is 4 KB", as it is sent: before names and values are put in. */
const mostBytes = 4_096;
/** "The maximum number of operators or functions allowed in an `UpdateExpression` is 300"; found to be so of conditions, too. */
const mostOperators = 300;
/** "The maximum number of operands for the IN comparator is 100." */
const mostOperands = 100;
/** "The maximum depth for a nested attribute is 32 levels": of the attribute itself, and 31 below it. */
const deepest = 32;

const expressions = [
  "UpdateExpression",
  "ConditionExpression",
  "KeyConditionExpression",
  "FilterExpression",
  "ProjectionExpression",
] as const;

/** Throws what DynamoDB answers to an expression that is too long, before anybody reads it. */
export const checkLengths = (input: DynamoDbJson): void => {
  for (const name of expressions) {
    const expression = input[name];
    if (typeof expression !== "string" || expression.length * 3 <= mostBytes) continue;
    const bytes = Buffer.byteLength(expression);
    if (bytes <= mostBytes) continue;
    // The writes name no size: aws/aws-sdk-java-v2#4597, and pynamodb/PynamoDB#979 of a Query.
    const size = name === "UpdateExpression" || name === "ConditionExpression" ? "" : ` expression size: ${bytes}`;
    throw validationFailure(`Invalid ${name}: Expression size has exceeded the maximum allowed size;${size}`);
  }
};

/** "a BETWEEN b AND c" compares what can be ordered: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
const ordered: ReadonlySet<string> = new Set(["S", "N", "B"]);

/** Throws what DynamoDB answers to bounds of a BETWEEN that have no order, whatever the type of the other one. */
export const checkBounds = (name: string, types: readonly string[]): void => {
  const unordered = types.find((type) => !ordered.has(type));
  if (unordered === undefined) return;
  throw validationFailure(
    `Invalid ${name}: Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: ${unordered}`,
  );
};

interface Involved {
  /** Operators and functions, those of operands included. */
  operators: number;
  /** The most operands of an IN. */
  operands: number;
}

const isOperand = (parsed: unknown): parsed is Parsed =>
  typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);

const measure = (name: string, parsed: unknown, found: Involved): void => {
  if (!isOperand(parsed) || parsed.type === undefined || parsed.args === undefined) return;
  const { type, args } = parsed;
  found.operators++;
  if (type === "in") found.operands = Math.max(found.operands, args.length - 1);
  for (const [place, each] of args.entries()) {
    if (type === "between" && place > 0 && isOperand(each) && each.type === undefined) {
      checkBounds(name, Object.keys(each));
    }
    measure(name, each, found);
  }
};

const checkInvolved = (name: string, parts: readonly unknown[]): void => {
  const found: Involved = { operators: 0, operands: 0 };
  for (const part of parts) measure(name, part, found);
  // DynamoDB counts as it reads, and stops at the first that is too much.
  if (found.operators > mostOperators) {
    throw validationFailure(
      `Invalid ${name}: The expression contains too many operators; operator count: ${mostOperators + 1}`,
    );
  }
  if (found.operands > mostOperands) {
    throw validationFailure(
      `Invalid ${name}: The IN operator is provided with too many operands; number of operands: ${found.operands}`,
    );
  }
};

/** Throws what DynamoDB answers to an expression with too many operators or operands. */
export const checkExpressions = ({ _updates, _condition, _keyCondition, _filter }: CheckedRequest): void => {
  if (_updates !== undefined) {
    // The value that a SET assigns may be an operator; the action itself is none.
    checkInvolved(
      "UpdateExpression",
      _updates.sections.map(({ val }) => val),
    );
  }
  if (_condition !== undefined) checkInvolved("ConditionExpression", [_condition.expression]);
  if (_keyCondition !== undefined) checkInvolved("KeyConditionExpression", [_keyCondition.expression]);
  if (_filter !== undefined) checkInvolved("FilterExpression", [_filter.expression]);
};

/** Whether an attribute value goes deeper than `levels` below itself. */
const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== "object" || value === null) return false;
  const { M, L } = value as { readonly M?: unknown; readonly L?: unknown };
  if (M === undefined && L === undefined) return false;
  if (levels === 0) return true;
  const held = M ?? L;
  if (typeof held !== "object" || held === null) return false;
  for (const each of Object.values(held)) if (isDeeper(each, levels - 1)) return true;
  return false;
};

const checkDepths = (values: unknown): void => {
  if (typeof values !== "object" || values === null) return;
  for (const name in values) {
    if (!isDeeper((values as DynamoDbJson)[name], deepest - 1)) continue;
    // Recorded without "1 validation error detected" in front: paritysuite/dynamodb-conformance, `nestingDepth.test.ts`.
    throw validationFailure(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
  }
};

/** Throws what DynamoDB answers to items and values of expressions that lie deeper than 32 levels. */
export const checkNesting = (input: DynamoDbJson): void => {
  checkDepths(input.Item);
  checkDepths(input.ExpressionAttributeValues);
  for (const update of Object.values(input.AttributeUpdates ?? {})) checkDepths({ value: update?.Value });
  for (const requests of Object.values(input.RequestItems ?? {})) {
    if (Array.isArray(requests)) for (const request of requests) checkDepths(request?.PutRequest?.Item);
  }
};
