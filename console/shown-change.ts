/** Changes as the page shows them: what becomes of which resource, each attribute before and after as text, without what is secret. */
import {
  type ListenerPorts,
  resourceName,
  targetGroupsInWords,
  toldAttributes,
} from "../command/formats/told-change.ts";
import type { Change, Json } from "../src/changes/change.ts";
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
  const text = targetGroupsInWords(value) ?? (typeof value === "string" ? value : JSON.stringify(value));
  return text.length <= mostOfOneValue ? text : `${text.slice(0, mostOfOneValue)}…`;
};

/** A change that is planned: `+` a create, `-` a delete, `~` an update, with the attributes that it changes. */
export const plannedChange = (
  change: Change,
  ports?: ListenerPorts,
): Pick<ShownChange, "sign" | "kind" | "resource" | "attributes"> => {
  const { resource } = change;
  // In the place of two secrets that differ stand digests that differ.
  const shown = { before: shownState(change.before), after: shownState(change.after) };
  return {
    sign: change.before === null ? "+" : change.after === null ? "-" : "~",
    kind: resource.kind,
    resource: resourceName(resource, ports),
    attributes: toldAttributes(change, shown).map(({ name, from, to }) => ({
      name,
      before: asText(from),
      after: asText(to),
    })),
  };
};

/** An entry of a journal; `left` is what a rollback left of it, if it did. */
export const shownChange = (
  { n, step, at, status, note, change }: Entry,
  environment: string,
  { left, ports }: { readonly left: readonly OpenChange[]; readonly ports?: ListenerPorts | undefined },
): ShownChange => {
  const open = left.find(({ entry }) => entry.n === n);
  const commands = open === undefined ? [] : restoreOf(open, environment).restore;
  return {
    n,
    ...plannedChange(change, ports),
    step,
    at: isoTime(at),
    status,
    note: note === undefined ? null : textWithoutSecrets(note),
    command: commands.length === 0 ? null : textWithoutSecrets(commands.join("\n")),
  };
};
