/**
 * "You can also provide the Amazon Resource Name (ARN) of the table in this parameter": every operation on tables takes either.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
import { NotEmulated } from "../../world/aws-error.ts";
import type { DynamoDbJson } from "./engine-error.ts";

interface Home {
  readonly account: string;
  readonly region: string;
}

/** The name of a table that is given by name or ARN. Throws NotEmulated for the ARN of another account's or region's. */
const nameOf = ({ account, region }: Home, given: string): string => {
  const [, owner, name] = /^(arn:[^:]*:dynamodb:[^:]*:[^:]*):table\/([a-zA-Z0-9_.-]+)$/.exec(given) ?? [];
  if (name === undefined) return given;
  if (owner !== `arn:aws:dynamodb:${region}:${account}`) throw new NotEmulated(`the table ${given} of another account`);
  return name;
};

const isArn = (given: unknown): given is string => typeof given === "string" && given.startsWith("arn:");

/** Whether a request names a table by its ARN. */
export const namesByArn = ({ TableName, RequestItems }: DynamoDbJson): boolean =>
  isArn(TableName) ||
  (typeof RequestItems === "object" && RequestItems !== null && Object.keys(RequestItems).some(isArn));

/** A request in which tables go by name, and what turns the tables of its answer back into what the request called them. */
export const byTableName = (
  home: Home,
  input: DynamoDbJson,
): readonly [input: DynamoDbJson, asCalled: (output: DynamoDbJson) => DynamoDbJson] => {
  const { TableName, RequestItems } = input;
  if (isArn(TableName)) return [{ ...input, TableName: nameOf(home, TableName) }, (output) => output];
  if (typeof RequestItems !== "object" || RequestItems === null) return [input, (output) => output];
  const called = new Map(Object.keys(RequestItems).map((given) => [nameOf(home, given), given]));
  const byName = renamed(RequestItems, (given) => nameOf(home, given));
  const asCalled = (tables: unknown) => renamed(tables as object, (name) => called.get(name) ?? name);
  return [
    { ...input, RequestItems: byName },
    (output) =>
      Object.fromEntries(
        Object.entries(output).map(([member, held]) => [member, ofTables.has(member) ? asCalled(held) : held]),
      ),
  ];
};

/** The members of a batch's answer that are maps by table. */
const ofTables: ReadonlySet<string> = new Set(["Responses", "UnprocessedKeys", "UnprocessedItems"]);

const renamed = (tables: object, rename: (name: string) => string): DynamoDbJson =>
  Object.fromEntries(Object.entries(tables).map(([name, held]) => [rename(name), held]));
