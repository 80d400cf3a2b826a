import type { Existing } from "../../src/inventory/attributes.ts";
import { wideColumns } from "./columns.ts";
import { escaped } from "./escaped.ts";

/** A spreadsheet takes a cell that begins so for a formula: an apostrophe makes it text (OWASP, "CSV Injection"), in full width too. */
const asText = (value: string): string => (/^\s*[=+\-@＝＋－＠]/.test(value) ? `'${value}` : value);

/** RFC 4180: fields with a comma or a quote stand in quotes, and a quote in them is doubled. A record is one line: line ends are spelt out. */
const field = (value: string): string => {
  const text = escaped(asText(value));
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** RFC 4180: every record ends with CRLF, the header too. */
const record = (values: readonly string[]): string => `${values.map(field).join(",")}\r\n`;

/** Resources as comma-separated values, with a header. */
export const csvFormat = (resources: readonly Existing[]): string =>
  [
    record(wideColumns.map(({ title }) => title)),
    ...resources.map((resource) => record(wideColumns.map(({ of }) => of(resource)))),
  ].join("");
