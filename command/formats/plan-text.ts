import { type Change, equal, type Json, touchedAttributes } from "../../src/changes/change.ts";
import { isRecord } from "../../src/resources/described/plain.ts";
import { escaped } from "./escaped.ts";

/** What fits a line; longer values are told by their members. */
const room = 100;
const indent = "    ";

/** Where something is forwarded to, by the target groups' names; undefined if it is no list of target groups. */
const forwards = (json: Json | undefined): string | undefined => {
  if (!Array.isArray(json) || json.length === 0) return undefined;
  const names = json.map((each) => {
    const name = isRecord(each) ? /:targetgroup\/([^/]+)\//.exec(String(each.TargetGroupArn))?.[1] : undefined;
    return isRecord(each) && name !== undefined ? { name, weight: each.Weight } : undefined;
  });
  if (!names.every((each) => each !== undefined)) return undefined;
  return names.map(({ name, weight }) => (names.length === 1 ? name : `${name} ${weight}`)).join(", ");
};

const value = (json: Json | undefined): string =>
  json === undefined ? "(absent)" : (forwards(json) ?? JSON.stringify(json));

/** What an attribute has before and after; of what is created or deleted there is one alone. */
interface Values {
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  readonly only?: "from" | "to";
}

const membersOf = (json: Json | undefined): Readonly<Record<string, Json>> | undefined =>
  isRecord(json) || (Array.isArray(json) && json.some(isRecord)) ? (json as Readonly<Record<string, Json>>) : undefined;

/** An attribute on one line, or where that would be long, its members that differ, each on its own. */
const linesOf = (name: string, { from, to, only }: Values): readonly string[] => {
  if (equal(from, to)) return [];
  const values = only === undefined ? [value(from), value(to)] : [value(only === "from" ? from : to)];
  const line = `${indent}${escaped(name)}: ${values.join(" → ")}`;
  if (line.length <= room || values.every((each, n) => forwards(n === 0 ? from : to) === each)) return [line];
  const [before, after] = [membersOf(from), membersOf(to)];
  const isTold = only === undefined ? before !== undefined && after !== undefined : (before ?? after) !== undefined;
  if (isTold && Array.isArray(from ?? to) === Array.isArray(to ?? from)) {
    const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
    return keys.flatMap((key) =>
      linesOf(`${name}.${key}`, { from: before?.[key], to: after?.[key], ...(only === undefined ? {} : { only }) }),
    );
  }
  return values.length === 1 ? [line] : [`${indent}${escaped(name)}: ${values[0]}`, `${indent}  → ${values[1]}`];
};

const attributes = (change: Change): readonly string[] => {
  const { before, after } = change;
  const only = before === null ? "to" : after === null ? "from" : undefined;
  return touchedAttributes(change).flatMap((name) =>
    linesOf(name, { from: before?.[name], to: after?.[name], ...(only === undefined ? {} : { only }) }),
  );
};

/** `+` a create, `-` a delete, `~` an update: one line for the resource, one for each attribute. */
export const describeChange = (change: Change): readonly string[] => {
  const { resource, before, after } = change;
  const sign = before === null ? "+" : after === null ? "-" : "~";
  return [`${sign} ${resource.kind} ${escaped(resource.id)}`, ...attributes(change)];
};

/** How many changes of which kind: `5 changes: 2 create, 3 update`. */
export const countOf = (changes: readonly Change[]): string => {
  const verbs = changes.map(({ before, after }) => (before === null ? "create" : after === null ? "delete" : "update"));
  const kinds = (["create", "delete", "update"] as const).flatMap((verb) => {
    const count = verbs.filter((each) => each === verb).length;
    return count === 0 ? [] : [`${count} ${verb}`];
  });
  return `${changes.length} ${changes.length === 1 ? "change" : "changes"}: ${kinds.join(", ")}`;
};

/** A plan as a person reads it before agreeing to it. */
export const describePlan = (changes: readonly Change[]): string =>
  changes.length === 0 ? "Nothing to change." : changes.flatMap(describeChange).join("\n");
