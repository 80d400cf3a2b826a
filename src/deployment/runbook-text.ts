/** The runbook as a person reads it: what a rollback left, what each resource was and is, and how to finish. */
import { isIn, pick, type State, touchedAttributes } from "../changes/change.ts";
import { undoOf } from "../changes/journal.ts";
import type { OpenChange } from "../changes/open-changes.ts";
import { ownerIn, ownershipTags } from "./ownership-tags.ts";
import { commandsFor } from "./runbook.ts";

/** A cause holds 32,768 characters (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html), and what failed comes first. */
const mostCharacters = 24_000;

/** A launch template's data can be long; what matters of a state is at its beginning. */
const mostOfOneState = 600;

const show = (state: State | null): string => {
  const text = state === null ? "nothing" : JSON.stringify(state);
  return text.length <= mostOfOneState ? text : `${text.slice(0, mostOfOneState)}…`;
};

/** Why nobody is told to delete what was made, or what stands in its place; undefined if it is the environment's. */
const notToDelete = ({ entry: { change }, owned }: OpenChange, environment: string): string | undefined => {
  if (change.before !== null || owned === undefined) return undefined;
  if (!("found" in owned)) return `Whose it is, is not known (${owned.unreadable}): look before you delete it.`;
  return ownerIn(owned.found) === environment
    ? undefined
    : `It has no tag ${ownershipTags.environment}=${environment}: it is not this environment's to delete.`;
};

const isRestored = ({ entry: { change }, now }: OpenChange): boolean =>
  "found" in now && isIn(change.before, now.found);

/** What was, what is, and the commands that lead back: none where it is as it was, or where `keep` says why it is not to be deleted. */
export const restoreOf = (open: OpenChange, environment: string) => {
  const { entry, now } = open;
  const { before } = entry.change;
  const attributes = touchedAttributes(entry.change);
  const restored = isRestored(open);
  const keep = restored ? undefined : notToDelete(open, environment);
  return {
    was: pick(before, attributes),
    now: "found" in now ? { is: pick(now.found, attributes) } : now,
    restore: restored || keep !== undefined ? [] : commandsFor(undoOf(entry)),
    ...(keep === undefined ? {} : { keep }),
  };
};

const lines = (open: OpenChange, environment: string): readonly string[] => {
  const { resource } = open.entry.change;
  const { was, now, restore, keep } = restoreOf(open, environment);
  const name = `${resource.kind} ${resource.id}`;
  const note = open.entry.note ?? `${name} is not undone yet.`;
  const how =
    restore.length === 0
      ? ["Only a person can say how to restore it."]
      : restore.map((each) => `To restore it: ${each}`);
  const way = isRestored(open) ? ["It is as it was: nothing is to be done."] : keep === undefined ? how : [keep];
  return [
    `- ${note.startsWith(name) ? note : `${name}: ${note}`}`,
    ...way.map((line) => `  ${line}`),
    // What stands there was not made by this deployment: before, it may have been there as well.
    `  ${keep === undefined ? `It was: ${show(was)}; it` : "It"} is: ${"is" in now ? show(now.is) : `not known (${now.unreadable})`}.`,
  ];
};

/** What is left, in the order in which to restore it, and how to go on. */
export const runbookText = (environment: string, open: readonly OpenChange[]): string => {
  const paragraphs = open.map((each) => lines(each, environment).join("\n"));
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
