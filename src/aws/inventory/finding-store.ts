/** The findings' items in the inventory's table: one partition holds what is open, by the findings' ids. */
import { DeleteItemCommand, PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { findingSchema } from "../../inventory/findings/schema.ts";
import type { FindingStore, StoredFinding } from "../../inventory/findings/tell.ts";
import { conditionalWrite } from "../conditional-write.ts";
import { checkedForStoring, currentFormat, type Formats, membersOf, parseStored, readEach } from "../stored.ts";
import { type Item, itemKey, type Table } from "../table.ts";

const partition = { S: "FINDINGS" };
const keyOf = ({ finding }: StoredFinding) => ({ pk: partition, sk: { S: finding.id } });

const stored = membersOf<StoredFinding>()({
  finding: findingSchema,
  number: z.int().min(1),
  tellingUntil: z.number().exactOptional(),
});
/** Format 1 is version 0.1's, with its number. */
const formats: Formats<StoredFinding> = [stored, stored];
export const findingFormat = currentFormat(formats);

const findingIn = (item: Item): StoredFinding => {
  const { stored, format } = unmarshall(item);
  return parseStored(itemKey(item), formats, format, stored);
};

const unchanged = ({ number }: StoredFinding) => ({
  ConditionExpression: "#number = :number",
  ExpressionAttributeNames: { "#number": "number" },
  ExpressionAttributeValues: { ":number": { N: String(number) } },
});

/** The store of findings in the inventory's table, whose `tell` hears of those that cannot be read. */
export const findingStore = ({ client, name, tell }: Table): FindingStore => ({
  async read() {
    const items: Item[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName: name,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": partition },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) items.push(...Items);
    return readEach(items, findingIn, itemKey, tell);
  },
  replace(before, after) {
    const checked = checkedForStoring(itemKey(keyOf(after)), formats, after);
    const item = { stored: checked, number: after.number, format: findingFormat };
    return conditionalWrite(() =>
      client.send(
        new PutItemCommand({
          TableName: name,
          Item: { ...keyOf(after), ...marshall(item) },
          ...(before === undefined ? { ConditionExpression: "attribute_not_exists(pk)" } : unchanged(before)),
        }),
      ),
    );
  },
  async forget(finding) {
    await conditionalWrite(() =>
      client.send(new DeleteItemCommand({ TableName: name, Key: keyOf(finding), ...unchanged(finding) })),
    );
  },
});
