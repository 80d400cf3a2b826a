import { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { conditionalWrite } from "./conditional-write.ts";
import { isRetired, registrationFormat, retiredAttribute } from "./environment-store.ts";
import { registrationKey, type Table } from "./table.ts";

/**
 * An environment's registration; id: its name; state: `{ registration }`, as it was applied. It is retired, and registered again: what is
 * retired is kept under its key, since its deployment has to be ended, and may be undone.
 */
export const registration = (table: Table): ResourceKind => {
  const itemOf = async (name: string) => {
    const { Item } = await table.client.send(
      new GetItemCommand({ TableName: table.name, Key: registrationKey(name), ConsistentRead: true }),
    );
    return Item;
  };

  return {
    async read(name): Promise<State | null> {
      const item = await itemOf(name);
      return item === undefined || isRetired(item) ? null : { registration: unmarshall(item).environment };
    },

    async write(name, before, after) {
      if (after === null) {
        await conditionalWrite(() =>
          table.client.send(
            new UpdateItemCommand({
              TableName: table.name,
              Key: registrationKey(name),
              UpdateExpression: "SET #retired = :yes",
              ConditionExpression: "attribute_exists(pk)",
              ExpressionAttributeNames: { "#retired": retiredAttribute },
              ExpressionAttributeValues: marshall({ ":yes": true }),
            }),
          ),
        );
        return;
      }
      if (before !== null) throw new TypeError("A registration is changed by 'sarcelle env apply' alone.");
      await conditionalWrite(() =>
        table.client.send(
          new PutItemCommand({
            TableName: table.name,
            Item: {
              ...registrationKey(name),
              ...marshall({ format: registrationFormat, environment: after.registration }),
            },
            ConditionExpression: "attribute_not_exists(pk) OR attribute_exists(#retired)",
            ExpressionAttributeNames: { "#retired": retiredAttribute },
          }),
        ),
      );
    },
  };
};
