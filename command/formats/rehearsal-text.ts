import type { PlayedAct, Rehearsal } from "../rehearsal/rehearse.ts";
import { hanging } from "./hanging.ts";
import { describeChange } from "./plan-text.ts";
import { aligned } from "./table.ts";

/** As much of a value as tells what it is. */
const longestValue = 70;

/** What stands in front of an ARN's resource: account and region are those of the stack. */
const front = /arn:[^:"]*:[^:"]*:[^:"]*:\d*:/g;

const value = (json: unknown): string => {
  const text = json === null || json === undefined ? "nothing" : JSON.stringify(json).replaceAll(front, "");
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
};

type Section = (title: string, lines: readonly string[]) => readonly string[];

const margin = "  ";

const sectionIn =
  (room: number): Section =>
  (title, lines) =>
    lines.length === 0
      ? []
      : [title, ...lines.flatMap((line) => hanging(line, room - margin.length).map((each) => `${margin}${each}`)), ""];

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

const played = ({ acts, requests }: Rehearsal, section: Section, room: number): readonly string[] =>
  acts.length === 0
    ? []
    : [
        aligned(["rehearsed", "ended", "world time", "changes", "undone", "carrying"], acts.map(actRow), { room }),
        "",
        ...section(
          "The executions' own words:",
          acts.flatMap(({ title, cause }) => (cause === null || isAsAsked(cause) ? [] : [`${title}: ${cause}`])),
        ),
        `${requests.total} requests, ${requests.failed} failed.`,
        "",
      ];

/** A rehearsal for people: what would change, what is otherwise than in the stack, what was rehearsed, and whether it went as it should. */
export const rehearsalText = (rehearsal: Rehearsal, room = Number.POSITIVE_INFINITY): string => {
  const section = sectionIn(room);
  return [
    ...registered(rehearsal).flatMap((line) => hanging(line, room)),
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
    ...played(rehearsal, section, room),
    ...(rehearsal.wrong.length === 0 ? ["All went as it should."] : section("Not as it should:", rehearsal.wrong)),
  ]
    .join("\n")
    .trimEnd();
};
