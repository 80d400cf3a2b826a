/**
 * A DynamoDB table with the inventory's indexes, in memory, behind a real client: for more rows than a whole emulator carries in
 * bearable time. It knows the requests that the inventory makes, refuses every other, and counts what AWS would bill.
 */
import { isDeepStrictEqual } from "node:util";
import { type AttributeValue, ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { environmentsIndex, releasesIndex } from "../../../src/aws/inventory/table.ts";
import { answering } from "./answering.ts";
import { itemSize, readUnits, type StoredItem, writeUnits } from "./item-size.ts";

export interface Spent {
  requests: number;
  /** Of the table, and of its index. */
  writeUnits: number;
  indexWriteUnits: number;
  readUnits: number;
  refusedWrites: number;
}

/** "A single Query operation will read … a maximum of 1 MB of data." So does a Scan. */
const pageBytes = 1_048_576;

interface Input {
  readonly [name: string]: unknown;
  readonly ExpressionAttributeValues?: StoredItem;
  readonly ExclusiveStartKey?: StoredItem;
}

const text = (item: StoredItem | undefined, name: string): string => item?.[name]?.S ?? item?.[name]?.N ?? "";
const keyOf = (item: StoredItem): string => `${text(item, "pk")}\n${text(item, "sk")}`;

/** As infrastructure/inventory.yml has them; an index without `projects` has everything. */
const indexKeys: Readonly<Record<string, { hash: string; range?: string; projects?: readonly string[] }>> = {
  [environmentsIndex]: { hash: "ipk", range: "isk" },
  [releasesIndex]: { hash: "rpk", projects: ["pk", "sk", "rpk", "outline"] },
};

const memoryIndex = ({ hash, range, projects }: (typeof indexKeys)[string]) => {
  const entries = new Map<string, { readonly item: StoredItem; readonly size: number }>();
  const partitions = new Map<string, Set<string>>();
  const projected = (item: StoredItem): StoredItem =>
    projects === undefined
      ? item
      : Object.fromEntries(projects.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
  return {
    entries,
    partitions,
    sortKey: (key: string) => text(entries.get(key)?.item, range ?? ""),
    /** Follows a write to the table. Answers the units that this takes. */
    follow(key: string, after: StoredItem): number {
      const before = entries.get(key);
      const item = after[hash] === undefined ? undefined : projected(after);
      // "If an update … doesn't change any of the projected attributes", the index is not written.
      if (before !== undefined && item !== undefined && projects !== undefined && isDeepStrictEqual(before.item, item))
        return 0;
      const isMoved =
        before !== undefined && [hash, range ?? ""].some((name) => text(before.item, name) !== text(item, name));
      if (before !== undefined) partitions.get(text(before.item, hash))?.delete(key);
      entries.delete(key);
      // A change of the index's key is a deletion there and a new item.
      const removing = isMoved ? writeUnits(before.size) : 0;
      if (item === undefined) return removing;
      const size = itemSize(item);
      entries.set(key, { item, size });
      within(partitions, text(item, hash)).add(key);
      return removing + writeUnits(Math.max(size, isMoved ? 0 : (before?.size ?? 0)));
    },
  };
};

type MemoryIndex = ReturnType<typeof memoryIndex>;

const within = (groups: Map<string, Set<string>>, name: string): Set<string> => {
  const group = groups.get(name) ?? new Set();
  groups.set(name, group);
  return group;
};

const refuse = (what: string): never => {
  throw new Error(`The table in memory does not know ${what}.`);
};

/** The conditions that the inventory writes under. */
const conditions: Readonly<Record<string, (item: StoredItem | undefined, values: StoredItem) => boolean>> = {
  "attribute_not_exists(pk)": (item) => item === undefined,
  "attribute_not_exists(pk) OR #number < :number": (item, values) =>
    item === undefined || Number(item.number?.N) < Number(values[":number"]?.N),
  "attribute_not_exists(pk) OR #number <= :number": (item, values) =>
    item === undefined || Number(item.number?.N) <= Number(values[":number"]?.N),
  "#number = :number AND readAt < :readAt": (item, values) =>
    item !== undefined &&
    item.number?.N === values[":number"]?.N &&
    Number(item.readAt?.N) < Number(values[":readAt"]?.N),
  "attribute_not_exists(pk) OR asOf <= :asOf": (item, values) =>
    item === undefined || Number(item.asOf?.N) <= Number(values[":asOf"]?.N),
  "attribute_not_exists(pk) OR startedAt < :startedAt OR (startedAt = :startedAt AND #part <= :part)": (
    item,
    values,
  ) => {
    const later = (name: string) => Number(values[`:${name}`]?.N) - Number(item?.[name]?.N);
    return item === undefined || later("startedAt") > 0 || (later("startedAt") === 0 && later("part") >= 0);
  },
};

/** What an update sets: attributes, each to one of its values. */
const updated = ({ UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues }: Input): StoredItem => {
  const names = (ExpressionAttributeNames ?? {}) as Readonly<Record<string, string>>;
  const [, list = refuse(`the update ${String(UpdateExpression)}`)] =
    /^SET (#?\w+ = :\w+(?:, #?\w+ = :\w+)*)$/.exec(String(UpdateExpression)) ?? [];
  const pairs = list.split(", ").map((each) => each.split(" = ") as [string, string]);
  return Object.fromEntries(
    pairs.map(([name, value]) => [
      names[name] ?? name,
      ExpressionAttributeValues?.[value] ?? refuse(`the value ${value}`),
    ]),
  );
};

/** What a ProjectionExpression leaves of an item: attributes, and attributes of maps. */
const projection = ({ ProjectionExpression, ExpressionAttributeNames }: Input): ((item: StoredItem) => StoredItem) => {
  if (ProjectionExpression === undefined) return (item) => item;
  const names = (ExpressionAttributeNames ?? {}) as Readonly<Record<string, string>>;
  const paths = String(ProjectionExpression)
    .split(", ")
    .map((path) => path.split(".").map((name) => names[name] ?? name));
  return (item) => {
    const kept: Record<string, AttributeValue> = {};
    for (const path of paths) {
      let [from, to]: [StoredItem | undefined, Record<string, AttributeValue>] = [item, kept];
      for (const [depth, name] of path.entries()) {
        const value: AttributeValue | undefined = from?.[name];
        if (value === undefined) break;
        const map: Record<string, AttributeValue> = to[name]?.M ?? {};
        to[name] = depth === path.length - 1 ? value : { M: map };
        [from, to] = [value.M, map];
      }
    }
    return kept;
  };
};

/** One page of `all`: as much as DynamoDB reads at once, then what passes. */
const page = (
  spent: Spent,
  all: readonly string[],
  input: Input,
  entryOf: (key: string) => { readonly item: StoredItem; readonly size: number } | undefined,
  passes: (item: StoredItem) => boolean = () => true,
) => {
  let at = Number(text(input.ExclusiveStartKey, "at") || 0);
  const [found, most]: [StoredItem[], number] = [[], Number(input.Limit ?? Infinity)];
  let size = 0;
  for (let read = 0; at < all.length && size < pageBytes && read < most; at++, read++) {
    const entry = entryOf(all[at] ?? "") ?? { item: {}, size: 0 };
    size += entry.size;
    if (passes(entry.item)) found.push(entry.item);
  }
  spent.readUnits += readUnits(size, input.ConsistentRead === true);
  return {
    Items: found.map(projection(input)),
    ...(at < all.length ? { LastEvaluatedKey: { at: { N: String(at) } } } : {}),
  };
};

const hash = (name: string): number =>
  [...name].reduce((sum, each) => (Math.imul(sum, 31) + each.charCodeAt(0)) >>> 0, 7);

/** A Scan reads a snapshot, so that its place in it means something; a new first page takes a new one. */
const createSegments = (indexOf: (input: Input) => MemoryIndex) => {
  const scans = new Map<string, readonly string[]>();
  return (input: Input): readonly string[] => {
    const [one, total] = [Number(input.Segment ?? 0), Number(input.TotalSegments ?? 1)];
    const scan = `${input.IndexName} ${one}`;
    if (input.ExclusiveStartKey === undefined)
      scans.set(
        scan,
        [...indexOf(input).partitions].filter(([name]) => hash(name) % total === one).flatMap(([, keys]) => [...keys]),
      );
    return scans.get(scan) ?? [];
  };
};

interface Storage {
  readonly items: ReadonlyMap<string, StoredItem>;
  /** The keys of a resource's items. */
  readonly partitions: Map<string, Set<string>>;
  readonly spent: Spent;
  readonly indexOf: (input: Input) => MemoryIndex;
  /** The item under a key. Throws if the input's condition does not hold of it. */
  readonly checked: (input: Input, key: string) => StoredItem | undefined;
  readonly write: (key: string, before: StoredItem | undefined, after: StoredItem) => void;
}

type Operations = Readonly<Record<string, (input: Input) => object>>;

/** Single items and batches of them. */
const itemOperations = ({ items, spent, checked, write }: Storage): Operations => ({
  GetItem(input) {
    const item = items.get(keyOf(input.Key as StoredItem));
    spent.readUnits += readUnits(item === undefined ? 0 : itemSize(item), input.ConsistentRead === true);
    return item === undefined ? {} : { Item: item };
  },
  BatchGetItem({ RequestItems }) {
    const [request] = Object.values(RequestItems as Record<string, Input & { readonly Keys: readonly StoredItem[] }>);
    const [table = ""] = Object.keys(RequestItems as object);
    const found = (request?.Keys ?? []).map((key) => items.get(keyOf(key)));
    const isConsistent = request?.ConsistentRead === true;
    for (const item of found) spent.readUnits += readUnits(item === undefined ? 0 : itemSize(item), isConsistent);
    const whole = found.filter((item) => item !== undefined);
    return { Responses: { [table]: request === undefined ? whole : whole.map(projection(request)) } };
  },
  PutItem(input) {
    const item = input.Item as StoredItem;
    write(keyOf(item), checked(input, keyOf(item)), item);
    return {};
  },
  UpdateItem(input) {
    const key = keyOf(input.Key as StoredItem);
    const before = checked(input, key) ?? refuse("an update of an item that is not there");
    write(key, before, { ...before, ...updated(input) });
    return {};
  },
});

/** Pages of items: a resource's own, and those of the indexes. */
const pageOperations = ({ items, partitions, spent, indexOf }: Storage): Operations => {
  const segment = createSegments(indexOf);
  return {
    Query(input) {
      const values = input.ExpressionAttributeValues ?? {};
      if (input.KeyConditionExpression === "pk = :pk") {
        const keys = [...within(partitions, text(values, ":pk"))].sort();
        return page(spent, input.ScanIndexForward === false ? keys.reverse() : keys, input, (key) => {
          const item = items.get(key);
          return item && { item, size: itemSize(item) };
        });
      }
      const { partitions: indexed, entries, sortKey } = indexOf(input);
      const own = [...within(indexed, text(values, ":partition"))];
      const entryOf = (key: string) => entries.get(key);
      if (input.KeyConditionExpression === "rpk = :partition") return page(spent, own, input, entryOf);
      const between = input.KeyConditionExpression === "ipk = :partition AND isk BETWEEN :from AND :to";
      if (!between && input.KeyConditionExpression !== "ipk = :partition AND isk >= :from")
        return refuse(`the query ${String(input.KeyConditionExpression)}`);
      const keys = own
        .filter((key) => sortKey(key) >= text(values, ":from") && (!between || sortKey(key) <= text(values, ":to")))
        .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
      return page(spent, keys, input, entryOf);
    },
    Scan(input) {
      const entryOf = (key: string) => indexOf(input).entries.get(key);
      if (input.FilterExpression === undefined) return page(spent, segment(input), input, entryOf);
      const [[name = "", from] = []] = Object.entries(input.ExpressionAttributeValues ?? {});
      if (input.FilterExpression !== `isk >= ${name}`) return refuse(`the scan with ${input.FilterExpression}`);
      return page(spent, segment(input), input, entryOf, (item) => text(item, "isk") >= (from?.S ?? ""));
    },
  };
};

/** The inventory's table in memory: what the store asks of DynamoDB, with the units that AWS would count. Refuses by name what it does not know. */
export const memoryTable = () => {
  const items = new Map<string, StoredItem>();
  /** The keys of a resource's items. */
  const partitions = new Map<string, Set<string>>();
  const indexes = new Map(Object.entries(indexKeys).map(([name, keys]) => [name, memoryIndex(keys)]));
  const indexOf = (input: Input) => indexes.get(String(input.IndexName)) ?? refuse(`the index ${input.IndexName}`);
  const spent: Spent = { requests: 0, writeUnits: 0, indexWriteUnits: 0, readUnits: 0, refusedWrites: 0 };

  const write = (key: string, before: StoredItem | undefined, after: StoredItem) => {
    // "The item size that is used for a write is that of the larger of the item before and after."
    const size = Math.max(itemSize(after), before === undefined ? 0 : itemSize(before));
    spent.writeUnits += writeUnits(size);
    for (const index of indexes.values()) spent.indexWriteUnits += index.follow(key, after);
    within(partitions, text(after, "pk")).add(key);
    items.set(key, after);
  };

  const checked = (input: Input, key: string): StoredItem | undefined => {
    const before = items.get(key);
    const { ConditionExpression: expression } = input;
    if (expression === undefined) return before;
    const holds = conditions[String(expression)] ?? refuse(`the condition ${String(expression)}`);
    if (holds(before, input.ExpressionAttributeValues ?? {})) return before;
    // "A failed conditional write consumes write capacity units", by the size of the item that is there.
    spent.writeUnits += writeUnits(before === undefined ? 0 : itemSize(before));
    spent.refusedWrites += 1;
    throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
  };

  const storage = { items, partitions, spent, indexOf, checked, write };
  const operations = { ...itemOperations(storage), ...pageOperations(storage) };
  const answer = (operation: string, input: object): object => {
    spent.requests += 1;
    return ((operations as Operations)[operation] ?? refuse(operation))(input as Input);
  };
  const region = "eu-west-1";
  const client = new DynamoDBClient({ region });
  answering(client, async (operation, input) => answer(operation, input));
  return {
    inventory: { client, name: "inventory" },
    answer,
    /** What was spent since this was last asked. */
    takeSpent(): Spent {
      const taken = { ...spent };
      Object.assign(spent, { requests: 0, writeUnits: 0, indexWriteUnits: 0, readUnits: 0, refusedWrites: 0 });
      return taken;
    },
    size: () => items.size,
  };
};
