/** The locks of many environments, for whoever only shows them. */
import type { Clock } from "../clock.ts";
import { batchGet } from "./batch-get.ts";
import { type Lock, lockOf } from "./journal-format.ts";
import { readEach } from "./stored.ts";
import { environmentOfPartition, type Item, itemKey, lockKey, type Table } from "./table.ts";

/**
 * The locks of these environments as they were a moment ago, as far as anybody ever had them, a hundred a call; the table's `tell` hears of
 * those that cannot be read.
 */
export const locksShown = async (
  table: Table,
  environments: readonly string[],
  clock: Clock,
): Promise<readonly (Lock & { readonly environment: string })[]> => {
  const read = (item: Item) => {
    const environment = environmentOfPartition(item);
    return { ...lockOf(environment, item), environment };
  };
  return readEach(await batchGet(table, environments.map(lockKey), {}, clock), read, itemKey, table.tell);
};
