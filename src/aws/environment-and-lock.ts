import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import type { AnyEnvironment } from "../deployment/environment.ts";
import { Throttled } from "../errors.ts";
import { environmentIn, isRetired, readRegistration } from "./environment-store.ts";
import { type Lock, lockOf } from "./journal-format.ts";
import { type Item, lockKey, registrationKey, type Table } from "./table.ts";

/** What else is asked for in the same call: items of another table, by their keys. What DynamoDB leaves out of them is not there. */
export interface AskedBeside {
  readonly table: Pick<Table, "name">;
  readonly keys: readonly Item[];
}

/** An environment's registration and its lock, and what else is asked for, in one call. Throws as `readRegistration` does, and `Unreadable` for either. */
export const readEnvironmentAndLock = async (
  table: Table,
  name: string,
  asked?: AskedBeside,
): Promise<{ readonly environment: AnyEnvironment; readonly lock: Lock; readonly beside: readonly Item[] }> => {
  const registration = registrationKey(name);
  const { Responses, UnprocessedKeys } = await table.client.send(
    new BatchGetItemCommand({
      RequestItems: {
        [table.name]: { Keys: [registration, lockKey(name)], ConsistentRead: true },
        ...(asked === undefined || asked.keys.length === 0 ? {} : { [asked.table.name]: { Keys: [...asked.keys] } }),
      },
    }),
  );
  if (UnprocessedKeys?.[table.name] !== undefined)
    throw new Throttled(`DynamoDB throttles the reading of '${name}' (it left keys of a batch unprocessed).`);
  const items = Responses?.[table.name] ?? [];
  const registered = items.find(({ sk, pk }) => pk?.S === registration.pk.S && sk?.S === registration.sk.S);
  const lock = lockOf(
    name,
    items.find((item) => item !== registered),
  );
  // What a deployment retires, it and its rollback still read: nobody else is there while the lock is held.
  const isThere = registered !== undefined && (lock.journal !== undefined || !isRetired(registered));
  const beside = (asked && Responses?.[asked.table.name]) ?? [];
  return { beside, lock, environment: isThere ? environmentIn(name, registered) : await readRegistration(table, name) };
};
