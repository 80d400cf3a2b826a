/**
 * Values of shapes in CBOR, as Smithy's RPC v2 protocol writes them (RFC 8949): doubles keep their kind however whole they are, and
 * times are tagged.
 */
import { cbor } from "@smithy/core/cbor";
import { AwsError } from "../../world/aws-error.ts";
import type { Shape } from "./shapes.ts";

const isTagged = (value: object): value is { readonly tag: number; readonly value: unknown } =>
  "tag" in value && "value" in value && Object.getOwnPropertySymbols(value).length > 0;

/** As the JSON of the same value would be parsed: bytes in base64, times in seconds, whole numbers as numbers. */
const asJson = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(asJson);
  if (isTagged(value)) return asJson(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, asJson(held)]));
};

/** Parses a request's body to what its JSON would hold; an empty one is `{}`. Throws AwsError. */
export const parseCbor = (body: Uint8Array): unknown => {
  if (body.length === 0) return {};
  try {
    return asJson(cbor.deserialize(body));
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid CBOR.");
  }
};

/** The first bytes of an item: its major type and a number. */
const head = (major: number, number: number): Buffer => {
  const type = major << 5;
  if (number < 24) return Buffer.of(type | number);
  if (number < 0x100) return Buffer.of(type | 24, number);
  if (number < 0x10000) return Buffer.of(type | 25, number >> 8, number & 0xff);
  const bytes = Buffer.alloc(number < 0x1_0000_0000 ? 5 : 9);
  bytes[0] = type | (bytes.length === 5 ? 26 : 27);
  if (bytes.length === 5) bytes.writeUInt32BE(number, 1);
  else bytes.writeBigUInt64BE(BigInt(number), 1);
  return bytes;
};

const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xfb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
};

const integer = (value: number) => (value >= 0 ? head(0, value) : head(1, -1 - value));

/** UTF-8 with its length before it. */
export const cborText = (value: string): Uint8Array =>
  Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);

/** A map of values that are CBOR already. */
export const cborMap = (entries: readonly (readonly [key: string, value: Uint8Array])[]): Uint8Array =>
  Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, value]) => [cborText(key), value])]);

const isThere = (value: unknown) => value !== undefined && value !== null;

/** A value of a shape. Undefined and null members, and members that the shape does not have, are left out. */
export const cborOf = (shape: Shape, value: unknown): Uint8Array => {
  switch (shape.kind) {
    case "structure": {
      const held = value as Readonly<Record<string, unknown>>;
      const present = shape.members.filter(({ name }) => isThere(held[name]));
      return cborMap(present.map((member) => [member.name, cborOf(member.shape, held[member.name])]));
    }
    case "list": {
      const items = value as readonly unknown[];
      return Buffer.concat([head(4, items.length), ...items.map((item) => cborOf(shape.item.shape, item))]);
    }
    case "map":
      return cborMap(Object.entries(value as object).map(([key, held]) => [key, cborOf(shape.value.shape, held)]));
    case "boolean":
      return Buffer.of(value === true ? 0xf5 : 0xf4);
    case "number":
      return shape.isDouble === true || !Number.isSafeInteger(value) ? double(Number(value)) : integer(Number(value));
    case "bigint":
      return integer(Number(value));
    case "timestamp":
      return Buffer.concat([head(6, 1), double((value as Date).getTime() / 1000)]);
    case "blob":
      return Buffer.concat([head(2, (value as Uint8Array).length), value as Uint8Array]);
    case "document":
      return cbor.serialize(value);
    case "string":
      return cborText(String(value));
  }
};
