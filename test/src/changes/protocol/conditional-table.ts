import type {
  AttributeValue,
  DynamoDBClient,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";

type Item = Record<string, unknown>;
type Conditional = "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues";
type Input = GetItemCommandInput & PutItemCommandInput & QueryCommandInput & UpdateItemCommandInput;

/** Every run of a protocol makes the same few calls: what they say is read once. */
const readOnce = <T>(read: (text: string) => T) => {
  const known = new Map<string, T>();
  return (text: string): T => {
    const found = known.get(text) ?? read(text);
    known.set(text, found);
    return found;
  };
};

const written = readOnce((path) => path.replaceAll(/\[(\d+)\]/g, ".$1").split("."));

/** The parts of `entries[0].#status`, with the placeholders spelt out. */
const partsOf = (path: string, names: Record<string, string> = {}): readonly string[] =>
  written(path).map((part) => names[part] ?? part);

const valueAt = (item: unknown, parts: readonly string[]): unknown =>
  parts.reduce((value, part) => (value as Item | undefined)?.[part], item);

/** Holds for the expressions that the journal store uses; anything else is refused by name. */
const holds = (condition: string, item: Item, names: Record<string, string> | undefined, values: Item): boolean => {
  const all = (terms: string) => terms.split(" AND ").every(term);
  const term = (text: string) => {
    const [, absent, sizeOf, path, operator, value] =
      /^attribute_not_exists\((\S+)\)$|^(?:size\((\S+)\)|(\S+)) (=|<>|<=) (:\w+)$/.exec(text) ?? [];
    if (absent !== undefined) return valueAt(item, partsOf(absent, names)) === undefined;
    if (operator === undefined || value === undefined) throw new TypeError(`This table knows no condition '${text}'.`);
    const found =
      sizeOf === undefined
        ? valueAt(item, partsOf(path ?? "", names))
        : (valueAt(item, partsOf(sizeOf, names)) as unknown[] | undefined)?.length;
    if (found === undefined) return false;
    if (operator === "<=") return Number(found) <= Number(values[value]);
    return (found === values[value]) === (operator === "=");
  };
  return condition.split(" OR ").some(all);
};

/** `SET a = :a, b = list_append(b, :b) REMOVE c` as its actions: what to do, to which path, with which operand. */
const actionsOf = readOnce((expression): readonly (readonly string[])[] =>
  [...expression.matchAll(/\b(SET|REMOVE|ADD) (.*?)(?= SET | REMOVE | ADD |$)/g)].flatMap(
    ([, clause = "", actions = ""]) =>
      actions.split(/, (?![^(]*\))/).map((action) => {
        const [, list, items] = /^(\S+) = list_append\(\1, (:\w+)\)$/.exec(action) ?? [];
        return list === undefined ? [clause, ...action.split(/ =? ?/)] : ["APPEND", list, items ?? ""];
      }),
  ),
);

/** A copy in which what holds the path's last part was changed; what lies beside the path is shared. */
const changedAt = (
  held: Item,
  [name = "", ...inner]: readonly string[],
  change: (copy: Item, name: string) => void,
): Item => {
  const copy = (Array.isArray(held) ? [...held] : { ...held }) as Item;
  if (inner.length === 0) change(copy, name);
  else copy[name] = changedAt(copy[name] as Item, inner, change);
  return copy;
};

const update = (expression: string, item: Item, names: Record<string, string> | undefined, values: Item): Item =>
  actionsOf(expression).reduce(
    (next, [action, path = "", operand = ""]) =>
      changedAt(next, partsOf(path, names), (parent, name) => {
        if (action === "REMOVE") delete parent[name];
        else if (!(operand in values)) throw new TypeError(`This table cannot '${expression}'.`);
        else if (action === "ADD") parent[name] = Number(parent[name] ?? 0) + Number(values[operand]);
        else if (action === "APPEND") parent[name] = [...(parent[name] as []), ...(values[operand] as [])];
        else parent[name] = values[operand];
      }),
    item,
  );

/**
 * DynamoDB as far as the journal store needs it: reads that are consistent, conditional writes that are atomic. `call` does one
 * operation at once; what comes between a call and its answer is up to whoever makes a client of it.
 */
export const conditionalTable = () => {
  const items = new Map<string, Item>();
  const keyOf = (key: Record<string, AttributeValue> = {}) => `${key.pk?.S} ${key.sk?.S}`;
  const check = (input: Pick<UpdateItemCommandInput, Conditional>, item: Item, values: Item) => {
    const { ConditionExpression: condition, ExpressionAttributeNames: names } = input;
    if (condition === undefined || holds(condition, item, names, values)) return;
    throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
  };
  const operations: Record<string, (input: Input) => unknown> = {
    GetItemCommand({ Key }) {
      const item = items.get(keyOf(Key));
      return item === undefined ? {} : { Item: marshall(item) };
    },
    PutItemCommand({ Item, ...conditions }) {
      check(conditions, items.get(keyOf(Item)) ?? {}, unmarshall(conditions.ExpressionAttributeValues ?? {}));
      items.set(keyOf(Item), unmarshall(Item ?? {}));
      return {};
    },
    UpdateItemCommand(input) {
      const { Key, UpdateExpression = "", ExpressionAttributeNames: names, ReturnValues } = input;
      const item = items.get(keyOf(Key)) ?? {};
      const values = unmarshall(input.ExpressionAttributeValues ?? {});
      check(input, item, values);
      const next = update(UpdateExpression, item, names, values);
      items.set(keyOf(Key), next);
      return ReturnValues === "ALL_NEW" ? { Attributes: marshall(next) } : {};
    },
    QueryCommand({ ExpressionAttributeValues: values = {} }) {
      const prefix = `${values[":pk"]?.S} ${values[":prefix"]?.S}`;
      const found = [...items].filter(([key]) => key.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? 1 : -1));
      return { Items: found.map(([, item]) => marshall(item)) };
    },
  };
  const call = (command: { readonly input: unknown }): unknown => {
    const operation = operations[command.constructor.name];
    if (operation === undefined) throw new TypeError(`This table knows no ${command.constructor.name}.`);
    return operation(command.input as Input);
  };
  return { call, item: (key: Record<string, AttributeValue>) => items.get(keyOf(key)), items: () => [...items] };
};

/** A client whose every call goes through `send`. */
export const clientOf = (send: (command: { readonly input: unknown }) => Promise<unknown>): DynamoDBClient =>
  ({ send }) as unknown as DynamoDBClient;
