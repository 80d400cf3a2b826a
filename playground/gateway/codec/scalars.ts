import type { Scalar, TimestampFormat } from "./shapes.ts";

/** A scalar as text, for query strings, XML and headers. `timestamps` is the format where the model fixes none. */
export const textOf = (shape: Scalar, value: unknown, timestamps: TimestampFormat): string => {
  if (shape.kind === "timestamp" && value instanceof Date) {
    switch (shape.format ?? timestamps) {
      case "date-time":
        return value.toISOString();
      case "http-date":
        return value.toUTCString();
      case "epoch-seconds":
        return String(value.getTime() / 1000);
    }
  }
  if (shape.kind === "blob" && value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === shape.kind) return String(value);
  throw new TypeError(`${JSON.stringify(value)} is not a ${shape.kind}.`);
};

/** The scalar that a text stands for; undefined if it stands for none of that kind. */
export const scalarFrom = (shape: Scalar, text: string, timestamps: TimestampFormat): unknown => {
  switch (shape.kind) {
    case "string":
      return text;
    case "boolean":
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
    case "number":
      return numberFrom(shape, text);
    case "bigint":
      return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
    case "blob":
      return new Uint8Array(Buffer.from(text, "base64"));
    case "timestamp": {
      const epochSeconds = (shape.format ?? timestamps) === "epoch-seconds";
      const date = new Date(epochSeconds ? Number(text) * 1000 : Date.parse(text));
      return Number.isNaN(date.getTime()) ? undefined : date;
    }
    case "document":
      return undefined;
  }
};

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html: doubles may be none, or without end. */
const numberFrom = ({ isDouble }: Scalar, text: string): number | undefined => {
  if (isDouble === true && /^(NaN|-?Infinity)$/.test(text)) return Number(text);
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
};
