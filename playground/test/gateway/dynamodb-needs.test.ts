import { describe, expect, it } from "vitest";
import { dynamodbNeeds } from "../../gateway/dynamodb-needs.ts";

const tables = {
  account: "123456789012",
  region: "eu-west-1",
  judged: () => ({
    tags: { team: "search" },
    partitionKey: (index?: string) => (index === undefined ? "pk" : index === "by-state" ? "state" : undefined),
  }),
};
const item = (pk: string) => ({ pk: { S: pk }, sk: { N: "1" }, state: { S: "open" } });
const leadingKeys = (operation: string, input: object) =>
  dynamodbNeeds(tables, operation, input).map(({ action, context }) => [action, context?.["dynamodb:leadingkeys"]]);

describe("the leading keys of a request", () => {
  it.each([
    ["GetItem", { TableName: "t", Key: item("a") }, ["a"]],
    ["PutItem", { TableName: "t", Item: item("a") }, ["a"]],
    ["PutItem", { TableName: "t", Item: { pk: { N: "7" } } }, ["7"]],
    [
      "Query",
      {
        TableName: "t",
        KeyConditionExpression: "sk > :from AND #k = :v",
        ExpressionAttributeNames: { "#k": "pk" },
        ExpressionAttributeValues: { ":from": { N: "0" }, ":v": { S: "a" } },
      },
      ["a"],
    ],
    [
      "Query",
      {
        TableName: "t",
        IndexName: "by-state",
        KeyConditionExpression: "state = :s",
        ExpressionAttributeValues: { ":s": { S: "open" } },
      },
      ["open"],
    ],
    [
      "Query",
      { TableName: "t", KeyConditions: { pk: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "old" }] } } },
      ["old"],
    ],
    ["BatchGetItem", { RequestItems: { t: { Keys: [item("a"), item("b"), item("a")] } } }, ["a", "b"]],
    [
      "BatchWriteItem",
      { RequestItems: { t: [{ PutRequest: { Item: item("a") } }, { DeleteRequest: { Key: item("b") } }] } },
      ["a", "b"],
    ],
    ["Scan", { TableName: "t" }, []],
  ])("%s %j", (operation, input, keys) => {
    expect(leadingKeys(operation, input)).toEqual([[`dynamodb:${operation}`, keys]]);
  });

  it("of a transaction are those of each of its items, which tell what encloses them", () => {
    const input = {
      TransactItems: [
        { Put: { TableName: "t", Item: item("a") } },
        { ConditionCheck: { TableName: "t", Key: item("b") } },
      ],
    };
    expect(leadingKeys("TransactWriteItems", input)).toEqual([
      ["dynamodb:PutItem", ["a"]],
      ["dynamodb:ConditionCheckItem", ["b"]],
    ]);
    const [need] = dynamodbNeeds(tables, "TransactWriteItems", input);
    expect(need?.context?.["dynamodb:enclosingoperation"]).toBe("TransactWriteItems");
  });
});

it("a table's tags, and those of a request, are told", () => {
  const arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/t";
  expect([
    ...dynamodbNeeds(tables, "TagResource", { ResourceArn: arn, Tags: [{ Key: "a", Value: "b" }] }),
    ...dynamodbNeeds(tables, "UntagResource", { ResourceArn: arn, TagKeys: ["a"] }),
  ]).toMatchObject([
    { resource: arn, tags: { team: "search" }, requestTags: { a: "b" } },
    { resource: arn, tags: { team: "search" }, tagKeys: ["a"] },
  ]);
});
