#!/bin/sh
# dynalite holds no two maps, and no two lists, for equal, so that a condition on a whole document never holds.
#
# Expected: "a = b: true if a is equal to b", where an operand may be any attribute, and maps and lists compare by what they hold
# (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html).
# Seen: PutItem of { pk, text, map, list }, then UpdateItem on the condition that an attribute is what was put: with the text it is
# done, with the map and the list it ends in ConditionalCheckFailedException, though GetItem answers the same map and list.
# What we do about it: Sarcelle's conditions compare texts, numbers and existence only, so that the playground, which has its tables from
# dynalite, judges them as DynamoDB does.
#
# Needs the package registry alone.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1162.0

cat >look.mjs <<'JS'
import { once } from "node:events";
import { createRequire } from "node:module";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

const require = createRequire(import.meta.url);
const server = require("dynalite")({ createTableMs: 0 });
server.listen(0, "127.0.0.1");
await once(server, "listening");
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${server.address().port}`,
  region: "eu-west-1",
  credentials: { accessKeyId: "nobody", secretAccessKey: "nothing" },
});
const TableName = "things";
const key = { pk: { S: "one" } };
const put = {
  text: { S: "red" },
  map: { M: { colour: { S: "red" } } },
  list: { L: [{ S: "red" }] },
};
await client.send(
  new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  }),
);
for (;;) {
  try {
    await client.send(new PutItemCommand({ TableName, Item: { ...key, ...put } }));
    break;
  } catch (error) {
    // The table is made in a moment.
    if (error.name !== "ResourceNotFoundException") throw error;
  }
}
const { Item } = await client.send(new GetItemCommand({ TableName, Key: key, ConsistentRead: true }));
for (const [name, value] of Object.entries(put)) {
  const outcome = await client
    .send(
      new UpdateItemCommand({
        TableName,
        Key: key,
        UpdateExpression: "SET seen = :value",
        ConditionExpression: "#name = :value",
        ExpressionAttributeNames: { "#name": name },
        ExpressionAttributeValues: { ":value": value },
      }),
    )
    .then(() => "done", (error) => error.name);
  console.log(`${name}: GetItem answers ${JSON.stringify(Item[name])}; updated where it equals that: ${outcome}`);
}
server.close();
process.exit(0);
JS
node look.mjs >seen
echo "dynalite 4.0.0"
cat seen
grep -q '^text: .*: done$' seen
grep -q '^map: .*: ConditionalCheckFailedException$' seen
grep -q '^list: .*: ConditionalCheckFailedException$' seen
