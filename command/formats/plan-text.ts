import { type Change, equal, type Json, touchedAttributes } from "../../src/changes/change.ts";
import { escaped } from "./escaped.ts";

const value = (json: Json | undefined) => (json === undefined ? "(absent)" : JSON.stringify(json));

const attributes = (change: Change): readonly string[] => {
  const { before, after } = change;
  return touchedAttributes(change).flatMap((name) => {
    const from = before?.[name];
    const to = after?.[name];
    if (equal(from, to)) return [];
    return `    ${escaped(name)}: ${before === null ? value(to) : after === null ? value(from) : `${value(from)} → ${value(to)}`}`;
  });
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
