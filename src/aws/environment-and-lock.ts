import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import type { AnyEnvironment } from "../deployment/environment.ts";
import { Throttled } from "../errors.ts";
import { environmentIn, isRetired, readRegistration } from "./environment-store.ts";
import { type Lock, lockOf } from "./journal-format.ts";
import { lockKey, registrationKey, type Table } from "./table.ts";

/** An environment's registration and its lock, in one call. Throws as `readRegistration` does, and `Unreadable` for either. */
export const readEnvironmentAndLock = async (
  table: Table,
  name: string,
): Promise<{ readonly environment: AnyEnvironment; readonly lock: Lock }> => {
  const registration = registrationKey(name);
  const { Responses, UnprocessedKeys } = await table.client.send(
    new BatchGetItemCommand({
      RequestItems: { [table.name]: { Keys: [registration, lockKey(name)], ConsistentRead: true } },
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
  return { lock, environment: isThere ? environmentIn(name, registered) : await readRegistration(table, name) };
};
