import type { Change, Json } from "../../src/changes/change.ts";
import { escaped } from "./escaped.ts";
import {
  type ListenerPorts,
  resourceName,
  type ToldAttribute,
  targetGroupsInWords,
  toldAttributes,
} from "./told-change.ts";

/** What fits a line. */
const room = 100;
const indent = "    ";

const value = (json: Json | undefined): string =>
  json === undefined ? "(absent)" : escaped(targetGroupsInWords(json) ?? JSON.stringify(json));

/** An attribute on one line; broken at the arrow where that would be long. */
const linesOf = ({ name, from, to, only }: ToldAttribute): readonly string[] => {
  const values = only === undefined ? [value(from), value(to)] : [value(only === "from" ? from : to)];
  const start = `${indent}${escaped(name)}: `;
  const line = `${start}${values.join(" → ")}`;
  const isShort = line.length <= room || [from, to].every((each) => targetGroupsInWords(each) !== undefined);
  return values.length === 1 || isShort ? [line] : [`${start}${values[0]}`, `${indent}  → ${values[1]}`];
};

/** `+` a create, `-` a delete, `~` an update: one line for the resource, one for each attribute. */
export const describeChange = (change: Change, ports?: ListenerPorts): readonly string[] => {
  const { resource, before, after } = change;
  const sign = before === null ? "+" : after === null ? "-" : "~";
  return [
    `${sign} ${resource.kind} ${escaped(resourceName(resource, ports))}`,
    ...toldAttributes(change).flatMap(linesOf),
  ];
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
export const describePlan = (changes: readonly Change[], ports?: ListenerPorts): string =>
  changes.length === 0 ? "Nothing to change." : changes.flatMap((change) => describeChange(change, ports)).join("\n");
