import type { PlayedAct, Rehearsal } from "../rehearsal/rehearse.ts";
import { describeChange } from "./plan-text.ts";
import { aligned } from "./table.ts";

/** As much of a value as a line has room for. */
const longestValue = 60;

const value = (json: unknown): string => {
  const text = json === null || json === undefined ? "nothing" : JSON.stringify(json);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ""];

/** What a change is of: its values are in JSON. */
const firstLine = (change: Rehearsal["plan"][number]): string => describeChange(change)[0] ?? "";

const actRow = ({ title, ended, seconds, changes, undone, carrying }: PlayedAct): readonly string[] => [
  title,
  ended,
  `${seconds} s`.padStart(10),
  String(changes).padStart(7),
  String(undone.length).padStart(6),
  `${carrying.before} → ${carrying.after}`.padStart(8),
];

const registered = ({ environment }: Rehearsal): readonly string[] =>
  environment === null
    ? []
    : [
        `${environment.name}: group ${environment.group} behind load balancer ${environment.loadBalancer}, ${environment.listeners
          .map(({ port, priority }) => (priority === undefined ? `port ${port}` : `rule ${priority} of port ${port}`))
          .join(", ")}`,
        "",
      ];

/** A rollback that did what it was asked for has nothing more to say. */
const isAsAsked = (cause: string): boolean => cause.startsWith("RolledBack: RollbackRequested:");

const played = ({ acts, requests }: Rehearsal): readonly string[] =>
  acts.length === 0
    ? []
    : [
        aligned(["rehearsed", "ended", "world time", "changes", "undone", "carrying"], acts.map(actRow)),
        "",
        ...section(
          "The executions' own words:",
          acts.flatMap(({ title, cause }) => (cause === null || isAsAsked(cause) ? [] : [`${title}: ${cause}`])),
        ),
        `${requests.total} requests, ${requests.failed} failed.`,
        "",
      ];

/** A rehearsal for people: what would change, what is otherwise than in the stack, what was rehearsed, and whether it went as it should. */
export const rehearsalText = (rehearsal: Rehearsal): string =>
  [
    ...registered(rehearsal),
    ...section(`An upgrade makes ${rehearsal.plan.length} changes:`, rehearsal.plan.map(firstLine)),
    ...section(
      "In which the twin differs:",
      // Of names, two of which are one too many, the changes tell.
      rehearsal.differences
        .filter(({ field }) => !field.endsWith("Name"))
        .map(
          ({ resource, field, from, to, why }) =>
            `${resource}: ${field}: ${value(from)} → ${value(to)}${why === undefined ? "" : ` (${why})`}`,
        ),
    ),
    ...section("Needed:", rehearsal.needs),
    ...section("Not as in the stack:", rehearsal.notEmulated),
    ...played(rehearsal),
    ...(rehearsal.wrong.length === 0 ? ["All went as it should."] : section("Not as it should:", rehearsal.wrong)),
  ]
    .join("\n")
    .trimEnd();
