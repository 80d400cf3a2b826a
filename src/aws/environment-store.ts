/**
 * The registrations of environments, all in one partition by name: a `Query` reads them, and nothing else of the table. Version 0.1 kept
 * each beside its lock, where only a scan of the whole table finds them: they are moved once, and from then on nobody looks there.
 */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  type ScanCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { type AnyEnvironment, type Environment, parseRegistration, twoSided } from "../deployment/environment.ts";
import { UnknownEnvironment } from "../errors.ts";
import { conditionalWrite } from "./conditional-write.ts";
import { knownFormat, readEach } from "./stored.ts";
import {
  environmentOfPartition,
  type Item,
  movedKey,
  registrationKey,
  registrationKeyOf01,
  registrationsPartition,
  type Table,
} from "./table.ts";

/** Format 1 is version 0.1's, with its number and in another place. */
export const registrationFormat = 1;

/** Marks a registration that went with its twin. It is kept, so that the deployment which took it away can be ended and undone. */
export const retiredAttribute = "retired";
/** Whether a registration's item is of an environment that is retired: nobody is shown it any more. */
export const isRetired = (item: Item): boolean => item[retiredAttribute] !== undefined;

/** Throws `InvalidInput` that names every wrong field, or `WrittenByLaterVersion`. */
export const environmentIn = (name: string, item: Item): AnyEnvironment => {
  const { format, environment } = unmarshall(item);
  const key = `The registration of '${name}'`;
  knownFormat(key, format, registrationFormat);
  return parseRegistration(environment, key);
};

const itemAt = async ({ client, name: TableName }: Table, Key: Item): Promise<Item | undefined> => {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item;
};

/** Reads the registration of an environment with two sides; throws as `readRegistration` does, and `OneSideOnly`. */
export const readEnvironment = async (table: Table, name: string): Promise<Environment> =>
  twoSided(await readRegistration(table, name));

const registrationItem = async (table: Table, name: string): Promise<Item | undefined> =>
  (await itemAt(table, registrationKey(name))) ??
  (await itemAt(table, registrationKeyOf01(name))) ??
  // It may have been moved between the two.
  (await itemAt(table, registrationKey(name)));

const unknown = (name: string, item: Item | undefined) =>
  new UnknownEnvironment(
    item === undefined
      ? `No environment '${name}' is registered. Register it with 'sarcelle env apply FILE'; 'sarcelle env list' shows those there are.`
      : `Environment '${name}' is retired: it has one group, which is yours. Register it with 'sarcelle env apply FILE' to upgrade it again; 'sarcelle rollback ${name}' makes again what was retired, while nothing else came in its place.`,
  );

/** Reads one registration; throws `UnknownEnvironment` with the name and what to do, also for one that is retired. */
export const readRegistration = async (table: Table, name: string): Promise<AnyEnvironment> => {
  const item = await registrationItem(table, name);
  if (item === undefined || isRetired(item)) throw unknown(name, item);
  return environmentIn(name, item);
};

/** Reads one registration, as it was where that is retired: for the deployment that does so, and for its rollback. Throws `UnknownEnvironment`. */
export const readEvenRetired = async (table: Table, name: string): Promise<AnyEnvironment> => {
  const item = await registrationItem(table, name);
  if (item === undefined) throw unknown(name, item);
  return environmentIn(name, item);
};

/** Registers an environment, or replaces its registration. */
export const writeEnvironment = async (table: Table, environment: AnyEnvironment): Promise<void> => {
  await moveRegistrations(table);
  await table.client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: {
        ...registrationKey(environment.name),
        ...marshall(
          { format: registrationFormat, environment: parseRegistration(environment, environment.name) },
          { removeUndefinedValues: true },
        ),
      },
    }),
  );
};

/** Forgets a registration, wherever it stands. */
export const deleteEnvironment = async ({ client, name: TableName }: Table, name: string): Promise<void> => {
  for (const Key of [registrationKey(name), registrationKeyOf01(name)])
    await client.send(new DeleteItemCommand({ TableName, Key }));
};

/** What the table knows under a registered name: nothing, where the registration cannot be read. */
export interface Registration {
  readonly name: string;
  readonly environment: AnyEnvironment | undefined;
}

/** The registrations that version 0.1 wrote and nobody has moved yet. */
const registrationsOf01 = async ({ client, name: TableName }: Table): Promise<readonly Item[]> => {
  const items: Item[] = [];
  const input: ScanCommandInput = {
    TableName,
    FilterExpression: "sk = :sk",
    ExpressionAttributeValues: { ":sk": registrationKeyOf01("").sk },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateScan({ client }, input)) items.push(...Items);
  return items;
};

/** All items of registrations, by name and sorted, also those that are retired. */
const registrationItems = async (table: Table): Promise<readonly (readonly [name: string, item: Item])[]> => {
  const items = new Map<string, Item>();
  let moved = false;
  const input = {
    TableName: table.name,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": registrationsPartition },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: table.client }, input))
    for (const item of Items) {
      if (item.sk?.S === movedKey.sk.S) moved = true;
      else items.set(item.sk?.S ?? "", item);
    }
  for (const item of moved ? [] : await registrationsOf01(table)) {
    const name = environmentOfPartition(item);
    if (!items.has(name)) items.set(name, item);
  }
  return [...items].toSorted(([a], [b]) => (a < b ? -1 : 1));
};

/** The names under which anything was registered and not removed: also those that are retired, whose locks may be held still. */
export const everRegistered = async (table: Table): Promise<readonly string[]> =>
  (await registrationItems(table)).map(([name]) => name);

/** By name, sorted; the table's `tell` hears of those that cannot be read. Scans the table only until `moveRegistrations` has run. */
export const registrations = async (table: Table): Promise<readonly Registration[]> => {
  const named = (await registrationItems(table)).filter(([, item]) => !isRetired(item));
  const environments = new Map(
    readEach(
      named,
      ([name, item]): readonly [string, AnyEnvironment] => [name, environmentIn(name, item)],
      ([name]) => name,
      table.tell,
    ),
  );
  return named.map(([name]) => ({ name, environment: environments.get(name) }));
};

/** The registered environments that can be read, by name; the table's `tell` hears of the others. */
export const registeredEnvironments = async (table: Table): Promise<readonly AnyEnvironment[]> =>
  (await registrations(table)).flatMap(({ environment }) => (environment === undefined ? [] : [environment]));

/** Moves the registrations of version 0.1 to where they are found without a scan, and notes that this is done. Safe to repeat. */
export const moveRegistrations = async (table: Table): Promise<void> => {
  if ((await itemAt(table, movedKey)) !== undefined) return;
  const { client, name: TableName } = table;
  for (const item of await registrationsOf01(table)) {
    const name = environmentOfPartition(item);
    await conditionalWrite(() =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: { ...item, ...registrationKey(name) },
          // A newer registration of that name stays.
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      ),
    );
    await client.send(new DeleteItemCommand({ TableName, Key: registrationKeyOf01(name) }));
  }
  await client.send(new PutItemCommand({ TableName, Item: movedKey }));
};
