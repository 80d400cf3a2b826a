/** The findings' items in the inventory's table: one partition holds what is open, by the findings' ids. */
import { DeleteItemCommand, PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { FindingStore, StoredFinding } from "../../inventory/findings/tell.ts";
import { conditionalWrite } from "../conditional-write.ts";
import type { Table } from "../table.ts";

const partition = { S: "FINDINGS" };
const keyOf = ({ finding }: StoredFinding) => ({ pk: partition, sk: { S: finding.id } });

const unchanged = ({ number }: StoredFinding) => ({
  ConditionExpression: "#number = :number",
  ExpressionAttributeNames: { "#number": "number" },
  ExpressionAttributeValues: { ":number": { N: String(number) } },
});

export const findingStore = ({ client, name }: Table): FindingStore => ({
  async read() {
    const stored: StoredFinding[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName: name,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": partition },
        ConsistentRead: true,
      },
    );
    for await (const { Items } of pages)
      for (const item of Items ?? []) stored.push(unmarshall(item).stored as StoredFinding);
    return stored;
  },
  replace: (before, after) =>
    conditionalWrite(() =>
      client.send(
        new PutItemCommand({
          TableName: name,
          Item: { ...keyOf(after), ...marshall({ stored: after, number: after.number }) },
          ...(before === undefined ? { ConditionExpression: "attribute_not_exists(pk)" } : unchanged(before)),
        }),
      ),
    ),
  async forget(stored) {
    await conditionalWrite(() =>
      client.send(new DeleteItemCommand({ TableName: name, Key: keyOf(stored), ...unchanged(stored) })),
    );
  },
});
