/** Many items of a table by their keys, a hundred a call. */
import { BatchGetItemCommand, type KeysAndAttributes } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../clock.ts";
import { Throttled } from "../errors.ts";
import type { Item, Table } from "./table.ts";

/** "A single operation can retrieve up to … 100 items." https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const mostKeys = 100;
const retries = 6;

type Read = Omit<KeysAndAttributes, "Keys">;

/** What there is of a hundred keys at most. DynamoDB leaves some unanswered while it throttles, or where an answer would be too large. */
const oneBatch = async ({ client, name }: Table, keys: readonly Item[], read: Read, clock: Clock) => {
  const items: Item[] = [];
  let left = keys;
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === retries) throw new Throttled(`DynamoDB left ${left.length} keys of table ${name} unanswered.`);
    if (attempt > 0) await clock.sleep(25 * 2 ** attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [name]: { Keys: [...left], ...read } } }),
    );
    items.push(...(Responses?.[name] ?? []));
    left = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return items;
};

/** What there is of these keys, in any order. Throws `Throttled` if DynamoDB leaves some unanswered time and again. */
export const batchGet = async (
  table: Table,
  keys: readonly Item[],
  read: Read,
  clock: Clock,
): Promise<readonly Item[]> => {
  const batches = Array.from({ length: Math.ceil(keys.length / mostKeys) }, (_, index) =>
    keys.slice(index * mostKeys, (index + 1) * mostKeys),
  );
  return (await Promise.all(batches.map((batch) => oneBatch(table, batch, read, clock)))).flat();
};
