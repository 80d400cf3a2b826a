import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { account, createWorld, region, table } from "./world.ts";

const { TableName } = table;
const Key = { pk: { S: "a" }, sk: { S: "b" } };

let world: ReturnType<typeof createWorld>;
beforeEach(async () => {
  world = createWorld();
  await world.dynamodb.createTable({
    ...table,
    AttributeDefinitions: [...table.AttributeDefinitions, { AttributeName: "holder", AttributeType: "S" }],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-holder",
        KeySchema: [{ AttributeName: "holder", KeyType: "HASH" }],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["kept"] },
      },
    ],
  });
});
afterEach(async () => {
  world.client.destroy();
  await world.dynamodb.stop();
});

type Command = object;

/** What a request is refused with, or undefined if it is taken. */
const refusal = (command: Command): Promise<string | undefined> =>
  world.client.send(command as GetItemCommand).then(
    () => undefined,
    (error: Error) => `${error.name}: ${error.message}`,
  );

const put = (more: object) => new PutItemCommand({ TableName, Item: Key, ...more });
const update = (more: object) => new UpdateItemCommand({ TableName, Key, ...more });
const scan = (more: object) => new ScanCommand({ TableName, ...more });
const query = (more: object) =>
  new QueryCommand({
    TableName,
    IndexName: "by-holder",
    KeyConditionExpression: "holder = :o",
    ExpressionAttributeValues: { ":o": { S: "x" } },
    ...more,
  });

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const values = (count: number): Record<string, AttributeValue> =>
  Object.fromEntries(times(count, (n) => [`:${n}`, { S: `${n}` }]));

describe("an expression", () => {
  const ofBytes = (bytes: number) => `attribute_not_exists(${"x".repeat(bytes - "attribute_not_exists()".length)})`;

  it("has 4,096 bytes at most", async () => {
    expect(await refusal(put({ ConditionExpression: ofBytes(4_096) }))).toBeUndefined();
    expect(await refusal(put({ ConditionExpression: ofBytes(4_097) }))).toBe(
      "ValidationException: 1 validation error detected: Invalid ConditionExpression: Expression size has exceeded the maximum allowed size;",
    );
    expect(await refusal(scan({ FilterExpression: ofBytes(4_097) }))).toBe(
      "ValidationException: Invalid FilterExpression: Expression size has exceeded the maximum allowed size; expression size: 4097",
    );
  });

  it("has 300 operators and functions at most", async () => {
    // Each comparison has one, and one joins it to the next.
    const compared = (count: number) => times(count, () => "a<b").join(" OR ");
    expect(await refusal(scan({ FilterExpression: `NOT ${compared(150)}` }))).toBeUndefined();
    expect(await refusal(scan({ FilterExpression: compared(151) }))).toBe(
      "ValidationException: Invalid FilterExpression: The expression contains too many operators; operator count: 301",
    );
  });

  it("compares with 100 values at most in an IN", async () => {
    const among = (count: number) => ({
      FilterExpression: `a IN (${Object.keys(values(count)).join(",")})`,
      ExpressionAttributeValues: values(count),
    });
    expect(await refusal(scan(among(100)))).toBeUndefined();
    expect(await refusal(scan(among(101)))).toBe(
      "ValidationException: Invalid FilterExpression: The IN operator is provided with too many operands; number of operands: 101",
    );
  });

  it.each([
    [{ NULL: true }, { N: "1" }],
    [{ N: "1" }, { NULL: true }],
    [{ NULL: true }, { NULL: true }],
  ])("has no BETWEEN of bounds without an order: %j, %j", async (low, high) => {
    const ExpressionAttributeValues = { ":low": low, ":high": high } as Record<string, AttributeValue>;
    expect(await refusal(scan({ FilterExpression: "a BETWEEN :low AND :high", ExpressionAttributeValues }))).toBe(
      "ValidationException: Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: NULL",
    );
  });
});

describe("a value", () => {
  const nested = (levels: number): AttributeValue =>
    times(levels, () => 0).reduce<AttributeValue>((held, _, n) => (n % 2 ? { M: { n: held } } : { L: [held] }), {
      S: "leaf",
    });
  const tooDeep =
    "ValidationException: Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
  const written = (Item: Record<string, AttributeValue>) =>
    new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item } }] } });

  it.each([
    ["of an item", (value: AttributeValue) => put({ Item: { ...Key, value } })],
    ["of a batch's item", (value: AttributeValue) => written({ ...Key, value })],
    [
      "of an expression",
      (value: AttributeValue) => update({ UpdateExpression: "SET a = :a", ExpressionAttributeValues: { ":a": value } }),
    ],
    ["of an update", (value: AttributeValue) => update({ AttributeUpdates: { a: { Value: value, Action: "PUT" } } })],
  ])("%s lies 32 levels deep at most", async (_, command) => {
    expect(await refusal(command(nested(31)))).toBeUndefined();
    expect(await refusal(command(nested(32)))).toContain(tooDeep.split(": ")[1]);
  });

  const numbers = (S: AttributeValue) => ({ Item: { ...Key, a: S } });
  const one = "ValidationException: 1 validation error detected: ";
  it.each<[string, () => Command, string]>([
    [
      "a write of one item",
      () => put(numbers({ N: "" })),
      `${one}The parameter cannot be converted to a numeric value: `,
    ],
    [
      "a write's condition",
      () => put({ ConditionExpression: "a = :a", ExpressionAttributeValues: { ":a": { SS: ["b", "a", "b"] } } }),
      `${one}One or more parameter values were invalid: Input collection ["a", "b", "b"] contains duplicates.`,
    ],
    [
      "a deletion's condition",
      () =>
        new DeleteItemCommand({
          TableName,
          Key,
          ConditionExpression: "a = :a",
          ExpressionAttributeValues: { ":a": { NS: ["2", "1", "2"] } },
        }),
      `${one}One or more parameter values were invalid: Input collection contains duplicates.`,
    ],
    [
      "an update's set",
      () => update({ UpdateExpression: "ADD a :a", ExpressionAttributeValues: { ":a": { SS: [] } } }),
      `${one}One or more parameter values were invalid: An string set  may not be empty`,
    ],
    [
      "a read by key",
      () =>
        new GetItemCommand({ TableName, Key: { ...Key, sk: { BS: [Buffer.of(255), Buffer.of(0), Buffer.of(0)] } } }),
      'ValidationException: One or more parameter values were invalid: Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.',
    ],
    [
      "a Query's filter",
      () => query({ FilterExpression: "a = :a", ExpressionAttributeValues: { ":o": { S: "x" }, ":a": { N: "abc" } } }),
      "ValidationException: The parameter cannot be converted to a numeric value: abc",
    ],
    [
      "a Scan's filter",
      () => scan({ FilterExpression: "a = :a", ExpressionAttributeValues: { ":a": { N: "" } } }),
      "ValidationException: ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value for key :a",
    ],
  ])("that is wrong is refused in the words of the operation: %s", async (_, command, text) => {
    expect(await refusal(command())).toBe(text);
  });
});

describe("a write of one item that is not well formed", () => {
  it.each([
    ["an empty expression", { UpdateExpression: "" }, "Invalid UpdateExpression: The expression can not be empty;"],
    [
      "two sections of a kind",
      { UpdateExpression: "REMOVE a REMOVE b" },
      'Invalid UpdateExpression: The "REMOVE" section can only be used once in an update expression;',
    ],
    [
      "an unused name",
      { UpdateExpression: "REMOVE a", ExpressionAttributeNames: { "#b": "b" } },
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}",
    ],
    [
      "values without expressions",
      { ExpressionAttributeValues: { ":a": { S: "a" } } },
      "ExpressionAttributeValues can only be specified when using expressions",
    ],
  ])("is refused as one validation error: %s", async (_, more, text) => {
    expect(await refusal(update(more))).toBe(`ValidationException: 1 validation error detected: ${text}`);
  });

  it("is not counted twice where DynamoDB counted already", async () => {
    expect(await refusal(update({ TableName: "bad table" }))).toMatch(
      /^ValidationException: 1 validation error detected: Value 'bad table'/,
    );
  });
});

describe("a Query or Scan", () => {
  const alone = (Select: string) => `Cannot specify the ProjectionExpression when choosing to get ${Select}`;
  it.each<[string, (more: object) => Command, object, string]>([
    [
      "Scan",
      scan,
      { Select: "ALL_PROJECTED_ATTRIBUTES" },
      "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    ],
    [
      "Query",
      query,
      { Select: "SPECIFIC_ATTRIBUTES" },
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    ],
    ["Query", query, { Select: "COUNT", ProjectionExpression: "pk" }, alone("only the Count")],
    ["Scan", scan, { Select: "ALL_ATTRIBUTES", ProjectionExpression: "pk" }, alone("ALL_ATTRIBUTES")],
    [
      "Scan",
      scan,
      { Select: "COUNT", AttributesToGet: ["pk"] },
      "Cannot specify the AttributesToGet when choosing to get only the Count",
    ],
  ])("whose Select contradicts the rest is refused: %s %#", async (_, command, more, text) => {
    expect(await refusal(command(more))).toBe(`ValidationException: 1 validation error detected: ${text}`);
  });

  it("of a global index is never consistent", async () => {
    const text = "ValidationException: Consistent reads are not supported on global secondary indexes";
    expect(await refusal(query({ ConsistentRead: true }))).toBe(text);
    expect(await refusal(scan({ IndexName: "by-holder", ConsistentRead: true }))).toBe(text);
    expect(await refusal(scan({ ConsistentRead: true }))).toBeUndefined();
  });

  it("of a global index gets what the index holds and no more", async () => {
    await world.client.send(put({ Item: { ...Key, holder: { S: "x" }, kept: { S: "k" }, rest: { S: "o" } } }));
    const { Items } = await world.client.send(query({ ProjectionExpression: "pk, kept" }));
    expect(Items).toEqual([{ pk: { S: "a" }, kept: { S: "k" } }]);
    const text =
      "ValidationException: One or more parameter values were invalid: Global secondary index by-holder does not project [rest, more]";
    expect(await refusal(query({ ProjectionExpression: "pk, rest.held, more" }))).toBe(text);
    expect(await refusal(scan({ IndexName: "by-holder", AttributesToGet: ["rest", "more"] }))).toBe(text);
  });

  it("of a segment that there is not is refused", async () => {
    expect(await refusal(scan({ Segment: 3, TotalSegments: 3 }))).toBe(
      "ValidationException: The Segment parameter is zero-based and must be less than parameter TotalSegments",
    );
  });
});

describe("a table's ARN", () => {
  const arn = `arn:aws:dynamodb:${region}:${account}:table/${TableName}`;

  it("is as good as its name, and a batch answers under the ARN", async () => {
    const { client } = world;
    await client.send(new PutItemCommand({ TableName: arn, Item: Key }));
    expect((await client.send(new GetItemCommand({ TableName: arn, Key }))).Item).toEqual(Key);
    const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: { [arn]: { Keys: [Key] } } }));
    expect(Responses).toEqual({ [arn]: [Key] });
  });

  it("of another account is refused by name", async () => {
    const other = arn.replace(account, "999999999999");
    expect(await refusal(new GetItemCommand({ TableName: other, Key }))).toContain(
      `PlaygroundNotEmulated: The playground does not emulate the table ${other}`,
    );
  });
});

describe("what is no request of DynamoDB's", () => {
  const told = async (operation: string, input: unknown) => {
    const answer = await world.dynamodb.perform(operation, input as Readonly<Record<string, unknown>>);
    return "output" in answer ? answer.output : JSON.parse(new TextDecoder().decode(answer.body));
  };

  it.each([null, [], "x"])("%j is none", async (input) => {
    expect((await told("GetItem", input)).__type).toBe("com.amazon.coral.service#SerializationException");
  });

  it("a list holds no null, and a member that is null is none", async () => {
    const { __type } = await told("CreateTable", { ...table, TableName: "another", KeySchema: [null] });
    expect(__type).toBe("com.amazon.coral.service#SerializationException");
    expect(await told("GetItem", { TableName, Key, ProjectionExpression: null })).toEqual({});
  });

  it("a table whose tags are no tags is not made", async () => {
    const refused = await told("CreateTable", { ...table, TableName: "another", Tags: [{ Value: "search" }] });
    expect(refused.message).toBe(
      "1 validation error detected: Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null",
    );
    const strange = [{ Key: "team", Value: "search", Colour: "red" }];
    expect((await told("CreateTable", { ...table, TableName: "another", Tags: strange })).message).toContain("Colour");
    expect(Object.keys(world.dynamodb.state().tables ?? {})).toEqual([TableName]);
  });
});
