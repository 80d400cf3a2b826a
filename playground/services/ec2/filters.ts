import type { Filter } from "@aws-sdk/client-ec2";
import { NotEmulated } from "../../world/aws-error.ts";
import { notFound } from "./errors.ts";
import type { Tagged } from "./resources.ts";

/** What a filter may look at: its name, and the values that a record has for it. */
export type FilterFields<T> = Readonly<Record<string, (record: T) => readonly (string | undefined)[]>>;

const tagFields = <T extends Tagged>(name: string): FilterFields<T>[string] | undefined => {
  if (name === "tag-key") return (record) => Object.keys(record.tags);
  if (name.startsWith("tag:")) return (record) => [record.tags[name.slice("tag:".length)]];
  return undefined;
};

/** A filter's value as a pattern: `*` is any text, `?` one character, `\` takes the next one literally. Case counts. */
const pattern = (value: string): RegExp => {
  const source = value.replace(/\\?[\s\S]/g, (token) => {
    if (token === "*") return "[\\s\\S]*";
    if (token === "?") return "[\\s\\S]";
    return token.slice(-1).replace(/[$()*+./?[\\\]^{|}-]/, "\\$&");
  });
  return new RegExp(`^${source}$`);
};

/** The records that match every filter; a filter matches if any of its values does. */
export const filtered = <T extends Tagged>(
  records: readonly T[],
  filters: readonly Filter[] | undefined,
  fields: FilterFields<T>,
): readonly T[] =>
  (filters ?? []).reduce((remaining, { Name = "", Values = [] }) => {
    const field = Object.hasOwn(fields, Name) ? fields[Name] : tagFields<T>(Name);
    if (field === undefined)
      throw new NotEmulated(`the filter '${Name}' here (only ${Object.keys(fields).join(", ")})`);
    const patterns = Values.map(pattern);
    return remaining.filter((record) =>
      field(record).some((value) => value !== undefined && patterns.some((wanted) => wanted.test(value))),
    );
  }, records);

/** The records with these ids, or all; throws AwsError `code` if one is unknown. */
export const withIds = <T extends Tagged>(
  records: readonly T[],
  ids: readonly string[] | undefined,
  [code, what]: readonly [code: string, what: string],
): readonly T[] => {
  if (ids === undefined || ids.length === 0) return records;
  const unknown = ids.filter((id) => !records.some((record) => record.id === id));
  if (unknown.length > 0) throw notFound(code, what, unknown);
  return records.filter(({ id }) => ids.includes(id));
};
