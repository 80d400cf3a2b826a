/**
 * How large DynamoDB takes an item to be, and what writing it costs.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export type StoredItem = Readonly<Record<string, AttributeValue>>;

const bytes = (text: string): number => Buffer.byteLength(text);

/** "Approximately (1 byte per two significant digits) + (1 byte)", and one for the sign. */
const numberSize = (text: string): number => {
  const digits = text.replace(/^-|\.|e.*$/gi, "").replace(/^0+|0+$/g, "").length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith("-") ? 1 : 0);
};

const valueSize = (value: AttributeValue): number => {
  if (value.S !== undefined) return bytes(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  // Over the wire bytes come as text.
  if (value.B !== undefined) return Buffer.byteLength(value.B, "base64");
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  // "A List or Map requires 3 bytes of overhead", and one for each element.
  if (value.L !== undefined) return value.L.reduce((sum, each) => sum + 1 + valueSize(each), 3);
  if (value.M !== undefined)
    return Object.entries(value.M).reduce((sum, [name, each]) => sum + 1 + bytes(name) + valueSize(each), 3);
  throw new Error(`The size of ${JSON.stringify(value)} is not known here.`);
};

/** How large DynamoDB counts an item, in bytes: the names and the values of its attributes. */
export const itemSize = (item: StoredItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + bytes(name) + valueSize(value), 0);

/** "One write request unit represents one write for an item up to 1 KB." */
export const writeUnits = (size: number): number => Math.max(1, Math.ceil(size / 1_024));

/** Half a unit for each 4 KB that is read eventually consistent, a whole one otherwise. */
export const readUnits = (size: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(size / 4_096)) * (consistent ? 1 : 0.5);
