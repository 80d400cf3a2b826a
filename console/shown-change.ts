/** Changes as the page shows them: what becomes of which resource, each attribute before and after as text, without what is secret. */
import { type Change, equal, type Json, touchedAttributes } from "../src/changes/change.ts";
import type { Entry } from "../src/changes/journal.ts";
import type { OpenChange } from "../src/changes/open-changes.ts";
import { isoTime } from "../src/clock.ts";
import { restoreOf } from "../src/deployment/runbook-text.ts";
import { shownState, textWithoutSecrets } from "./redacted.ts";
import type { ShownChange } from "./snapshot.ts";

/** What a value may take on a page; a launch template's data can be long. */
const mostOfOneValue = 600;

const asText = (value: Json | undefined): string => {
  if (value === undefined || value === null) return "—";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= mostOfOneValue ? text : `${text.slice(0, mostOfOneValue)}…`;
};

/** A change that is planned: `+` a create, `-` a delete, `~` an update, with the attributes that it changes. */
export const plannedChange = (change: Change): Pick<ShownChange, "sign" | "kind" | "resource" | "attributes"> => {
  const { resource } = change;
  // Compared as they are: two secrets may differ though neither is shown.
  const touched = touchedAttributes(change).filter((name) => !equal(change.before?.[name], change.after?.[name]));
  const [before, after] = [shownState(change.before), shownState(change.after)];
  return {
    sign: change.before === null ? "+" : change.after === null ? "-" : "~",
    kind: resource.kind,
    resource: resource.id,
    attributes: touched.map((name) => ({ name, before: asText(before?.[name]), after: asText(after?.[name]) })),
  };
};

/** An entry of a journal; `left` is what a rollback left of it, if it did. */
export const shownChange = (
  { n, step, at, status, note, change }: Entry,
  environment: string,
  left: readonly OpenChange[] = [],
): ShownChange => {
  const open = left.find(({ entry }) => entry.n === n);
  const commands = open === undefined ? [] : restoreOf(open, environment).restore;
  return {
    n,
    ...plannedChange(change),
    step,
    at: isoTime(at),
    status,
    note: note === undefined ? null : textWithoutSecrets(note),
    command: commands.length === 0 ? null : textWithoutSecrets(commands.join("\n")),
  };
};
