import { approvedOf } from "../../src/aws/approval-store.ts";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { deploymentChanges } from "../../src/changes/journal.ts";
import { isoTime } from "../../src/clock.ts";
import type { Signature } from "../../src/deployment/approval.ts";
import { movesMade } from "../../src/deployment/moves-made.ts";
import { askedBy, whoAsked } from "../../src/deployment/person.ts";
import { escaped } from "./escaped.ts";
import { describeChange } from "./plan-text.ts";
import { aligned } from "./table.ts";
import { toTheSecond } from "./time.ts";

type Past = ClosedJournal["deployment"];

/** The member of a stored release, as far as it has one: releases are kept as they were asked for. */
const ofRelease = ({ release }: Past, member: "version" | "commit" | "imageId"): string => {
  const value: unknown = Object(release)[member];
  return typeof value === "string" ? value : "";
};

/** What came of a deployment; what succeeded may have been undone since, by another one. */
export const outcomeCell = ({ deployment, outcome }: ClosedJournal, journals: readonly ClosedJournal[]): string => {
  if (deployment.undoes !== undefined) return outcome === "RolledBack" ? "Undone" : outcome;
  const isUndone = journals.some((each) => each.deployment.undoes === deployment.id && each.outcome === "RolledBack");
  return isUndone ? `${outcome}, undone since` : outcome;
};

/** Past deployments as a table, in the order given; of a rollback on demand with what it undid. */
export const deploymentsText = (environment: string, journals: readonly ClosedJournal[], room?: number): string =>
  journals.length === 0
    ? `No deployment of '${environment}' has ended yet. Next: sarcelle status ${environment}`
    : aligned(
        ["started", "deployment", "action", "release", "outcome", "undid", "ended", "changes", "who"],
        journals.map((journal) => [
          toTheSecond(journal.deployment.startedAt),
          journal.deployment.id,
          journal.deployment.action,
          ofRelease(journal.deployment, "version") || "-",
          outcomeCell(journal, journals),
          journal.deployment.undoes ?? "-",
          toTheSecond(journal.closedAt),
          String(deploymentChanges(journal.entries).length),
          whoAsked(journal.deployment),
        ]),
        room === undefined ? {} : { room, leaveOut: ["changes", "ended", "action", "who", "undid"] },
      );

/** As JSON has them: times as texts, in ISO 8601. */
export const journalDocument = ({ deployment, entries, closedAt, ...journal }: ClosedJournal) => ({
  ...journal,
  deployment: { ...deployment, startedAt: isoTime(deployment.startedAt) },
  entries: entries.map((entry) => ({
    ...entry,
    at: isoTime(entry.at),
    ...(entry.writingUntil === undefined ? {} : { writingUntil: isoTime(entry.writingUntil) }),
  })),
  closedAt: isoTime(closedAt),
});

/** What was deployed, in one line. */
const releaseLines = (deployment: Past): readonly string[] => {
  const version = ofRelease(deployment, "version");
  if (version === "") return [];
  const more = [ofRelease(deployment, "commit"), ofRelease(deployment, "imageId")].filter((each) => each !== "");
  return [escaped(`release ${version}${more.length === 0 ? "" : ` (${more.join(", ")})`}`)];
};

/** Who approved it, or rejected it, where that was asked for. */
const approvalLines = ({ id, approval }: ClosedJournal["deployment"]): readonly string[] => {
  if (approval === undefined) return [];
  const { approvedBy, rejection, outcome, until } = approvedOf(id, approval);
  const line = (word: string, { by, at, reason }: Signature) => `${word} by ${by}: ${reason} (${toTheSecond(at)})`;
  return [
    ...approvedBy.map((each) => escaped(line("approved", each))),
    ...(rejection === undefined ? [] : [escaped(line("rejected", rejection))]),
    ...(outcome === "expired" ? [`not approved by ${toTheSecond(until)}`] : []),
  ];
};

/** One past deployment: who, when, each change with before and after, and how it ended. */
export const deploymentText = ({ deployment, outcome, closedAt, reason, entries }: ClosedJournal): string =>
  [
    `${deployment.id}: ${deployment.action}, requested by ${escaped(askedBy(deployment))}`,
    `${toTheSecond(deployment.startedAt)} to ${toTheSecond(closedAt)}: ${outcome}`,
    ...releaseLines(deployment),
    ...(deployment.undoes === undefined ? [] : [`undid ${deployment.undoes}`]),
    ...(deployment.reason === undefined ? [] : [escaped(`why: ${deployment.reason}`)]),
    ...(deployment.override === undefined ? [] : [escaped(`freeze windows overridden: ${deployment.override.reason}`)]),
    ...approvalLines(deployment),
    ...(reason === undefined ? [] : [reason]),
    ...movesMade(entries).map((line) => `traffic: ${line}`),
    ...entries.flatMap((entry) => [
      "",
      `${entry.status}, by ${entry.step}, ${toTheSecond(entry.at)}`,
      ...describeChange(entry.change),
      ...(entry.note === undefined ? [] : [escaped(entry.note)]),
    ]),
  ].join("\n");
