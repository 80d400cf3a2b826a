/** The runbook as a person reads it: what a rollback left, what each resource was and is, and how to finish. */
import { isIn, pick, type State, touchedAttributes } from "../changes/change.ts";
import { undoOf } from "../changes/journal.ts";
import type { OpenChange } from "../changes/open-changes.ts";
import { commandsFor } from "./runbook.ts";

/** A cause holds 32,768 characters (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html), and what failed comes first. */
const mostCharacters = 24_000;

/** A launch template's data can be long; what matters of a state is at its beginning. */
const mostOfOneState = 600;

const show = (state: State | null): string => {
  const text = state === null ? "nothing" : JSON.stringify(state);
  return text.length <= mostOfOneState ? text : `${text.slice(0, mostOfOneState)}…`;
};

/** What was, what is, and the commands that lead back: none where it is as it was. */
export const restoreOf = ({ entry, now }: OpenChange) => {
  const { before } = entry.change;
  const attributes = touchedAttributes(entry.change);
  const restored = "found" in now && isIn(before, now.found);
  return {
    was: pick(before, attributes),
    now: "found" in now ? { is: pick(now.found, attributes) } : now,
    restore: restored ? [] : commandsFor(undoOf(entry)),
  };
};

const lines = (open: OpenChange): readonly string[] => {
  const { resource } = open.entry.change;
  const { was, now, restore } = restoreOf(open);
  const name = `${resource.kind} ${resource.id}`;
  const note = open.entry.note ?? `${name} is not undone yet.`;
  return [
    `- ${note.startsWith(name) ? note : `${name}: ${note}`}`,
    `  It was: ${show(was)}; it is: ${"is" in now ? show(now.is) : `not known (${now.unreadable})`}.`,
    ...(restore.length === 0 ? ["  It is as it was: nothing is to be done."] : []),
    ...restore.map((command) => `  To restore it: ${command}`),
  ];
};

/** What is left, in the order in which to restore it, and how to go on. */
export const runbookText = (environment: string, open: readonly OpenChange[]): string => {
  const paragraphs = open.map((each) => lines(each).join("\n"));
  const fit = paragraphs.filter((_, n) => paragraphs.slice(0, n + 1).join("\n").length <= mostCharacters);
  return [
    ...(open.length === 0 ? ["No change is left to undo."] : ["What is left, in the order in which to restore it:"]),
    ...fit,
    ...(fit.length < open.length
      ? [`- and ${open.length - fit.length} more, which 'sarcelle status ${environment}' lists.`]
      : []),
    `Then go on with 'sarcelle rollback ${environment} --resume', or keep things as they are with 'sarcelle rollback ${environment} --accept REASON'.`,
  ].join("\n");
};
