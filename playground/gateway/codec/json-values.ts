import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { textOf } from "./scalars.ts";
import type { Scalar, Shape } from "./shapes.ts";

/** Parses a request's JSON body; an empty one is `{}`. */
export const parseJson = (body: Uint8Array): unknown => {
  const text = new TextDecoder().decode(body);
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON.");
  }
};

/** Reads a value of a shape. A member that the model does not know is refused by name, a value of another type too. */
export const readJson = (operation: string, shape: Shape, value: unknown, path: string): unknown => {
  switch (shape.kind) {
    case "structure": {
      if (!isObject(value)) throw wrongType(path, "structure", value);
      const members = new Map(shape.members.map((member) => [member.name, member.shape]));
      // AWS reads null as absent.
      const present = Object.entries(value).filter(([, held]) => held !== null);
      return Object.fromEntries(
        present.map(([name, held]) => {
          const at = path === "" ? name : `${path}.${name}`;
          const member = members.get(name);
          if (member === undefined)
            throw new NotEmulated(`the parameter '${at}' of ${operation} (AWS's model has no such member)`);
          return [name, readJson(operation, member, held, at)];
        }),
      );
    }
    case "list":
      if (!Array.isArray(value)) throw wrongType(path, "list", value);
      return value.map((item, index) => readJson(operation, shape.item.shape, item, `${path}[${index}]`));
    case "map":
      if (!isObject(value)) throw wrongType(path, "map", value);
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, held]) => held !== null)
          .map(([key, held]) => [key, readJson(operation, shape.value.shape, held, `${path}.${key}`)]),
      );
    default: {
      const scalar = readScalar(shape, value);
      if (scalar === undefined) throw wrongType(path, shape.kind, value);
      return scalar;
    }
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const readScalar = (shape: Scalar, value: unknown): unknown => {
  switch (shape.kind) {
    case "string":
    case "boolean":
      return typeof value === shape.kind ? value : undefined;
    case "number":
      // JSON has no words for these; Smithy's JSON protocols send them as strings.
      if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
      return typeof value === "number" ? value : undefined;
    case "bigint":
      return Number.isInteger(value) ? BigInt(value as number) : undefined;
    case "timestamp": {
      const date = typeof value === "number" ? new Date(value * 1000) : new Date(String(value));
      return Number.isNaN(date.getTime()) ? undefined : date;
    }
    case "blob":
      return typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : undefined;
    case "document":
      return value;
  }
};

const wrongType = (path: string, wanted: string, value: unknown) => {
  const found = value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
  return new AwsError("SerializationException", `The value of '${path}' is a ${found}, where a ${wanted} is expected.`);
};

/** `JSON.rawJSON`, which this TypeScript does not know yet: text that stands in the JSON as it is. */
const rawJson = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON;

/** AWS writes a whole double as `10.0`, so that readers who tell kinds of numbers apart get a double. */
const jsonNumber = (shape: Scalar, value: unknown): unknown => {
  if (!Number.isFinite(value)) return textOf(shape, value, "epoch-seconds");
  const isWhole = shape.isDouble === true && Number.isInteger(value) && Math.abs(Number(value)) < 1e21;
  return isWhole ? rawJson(`${value}.0`) : value;
};

/** A value of a shape as JSON. Undefined and null members, and members that the shape does not have, are left out. */
export const jsonOf = (shape: Shape, value: unknown): unknown => {
  switch (shape.kind) {
    case "structure": {
      const held = value as Readonly<Record<string, unknown>>;
      const present = shape.members.filter(({ name }) => held[name] !== undefined && held[name] !== null);
      return Object.fromEntries(present.map((member) => [member.name, jsonOf(member.shape, held[member.name])]));
    }
    case "list":
      return (value as readonly unknown[]).map((item) => jsonOf(shape.item.shape, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as object).map(([key, held]) => [key, jsonOf(shape.value.shape, held)]),
      );
    case "number":
      return jsonNumber(shape, value);
    case "timestamp": {
      const text = textOf(shape, value, "epoch-seconds");
      return (shape.format ?? "epoch-seconds") === "epoch-seconds" ? Number(text) : text;
    }
    case "bigint":
      return Number(value);
    case "document":
      return value;
    default: {
      const text = textOf(shape, value, "epoch-seconds");
      return shape.kind === "boolean" ? value : text;
    }
  }
};
