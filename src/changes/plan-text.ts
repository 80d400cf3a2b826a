import { type Change, equal, type Json, type State } from "./change.ts";

const value = (json: Json | undefined) => (json === undefined ? "(absent)" : JSON.stringify(json));

const attributes = (before: State | null, after: State | null): readonly string[] => {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .filter((name) => !equal(before?.[name], after?.[name]))
    .map((name) => {
      if (before === null) return `    ${name}: ${value(after?.[name])}`;
      if (after === null) return `    ${name}: ${value(before[name])}`;
      return `    ${name}: ${value(before[name])} → ${value(after[name])}`;
    });
};

/** `+` a create, `-` a delete, `~` an update: one line for the resource, one for each attribute. */
export const describeChange = ({ resource, before, after }: Change): readonly string[] => {
  const sign = before === null ? "+" : after === null ? "-" : "~";
  return [`${sign} ${resource.kind} ${resource.id}`, ...attributes(before, after)];
};

/** A plan as a person reads it before agreeing to it. */
export const describePlan = (changes: readonly Change[]): string =>
  changes.length === 0 ? "Nothing to change." : changes.flatMap(describeChange).join("\n");
