import type { Existing } from "../../src/inventory/attributes.ts";
import { wideColumns } from "./columns.ts";

/** RFC 4180: fields with a comma, a quote or a line break stand in quotes, and a quote in them is doubled. */
const field = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** RFC 4180: every record ends with CRLF, the header too. */
const record = (values: readonly string[]): string => `${values.map(field).join(",")}\r\n`;

/** Resources as comma-separated values, with a header. */
export const csvFormat = (resources: readonly Existing[]): string =>
  [
    record(wideColumns.map(({ title }) => title)),
    ...resources.map((resource) => record(wideColumns.map(({ of }) => of(resource)))),
  ].join("");
