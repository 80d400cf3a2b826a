import { approvedOf } from "../../src/aws/approval-store.ts";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { deploymentChanges } from "../../src/changes/journal.ts";
import type { Signature } from "../../src/deployment/approval.ts";
import { movesMade } from "../../src/deployment/moves-made.ts";
import { askedBy } from "../../src/deployment/person.ts";
import { escaped } from "./escaped.ts";
import { describeChange } from "./plan-text.ts";
import { aligned } from "./table.ts";

/** Past deployments as a table, in the order given. */
export const deploymentsText = (journals: readonly ClosedJournal[]): string =>
  aligned(
    ["started", "deployment", "action", "requested by", "outcome", "changes"],
    journals.map(({ deployment, outcome, entries }) => [
      new Date(deployment.startedAt).toISOString(),
      deployment.id,
      deployment.action,
      deployment.requestedBy,
      outcome,
      String(deploymentChanges(entries).length),
    ]),
  );

/** Who approved it, or rejected it, where that was asked for. */
const approvalLines = ({ id, approval }: ClosedJournal["deployment"]): readonly string[] => {
  if (approval === undefined) return [];
  const { approvedBy, rejection, outcome, until } = approvedOf(id, approval);
  const line = (word: string, { by, at, reason }: Signature) =>
    `${word} by ${by}: ${reason} (${new Date(at).toISOString()})`;
  return [
    ...approvedBy.map((each) => escaped(line("approved", each))),
    ...(rejection === undefined ? [] : [escaped(line("rejected", rejection))]),
    ...(outcome === "expired" ? [`not approved by ${new Date(until).toISOString()}`] : []),
  ];
};

/** One past deployment: who, when, each change with before and after, and how it ended. */
export const deploymentText = ({ deployment, outcome, closedAt, reason, entries }: ClosedJournal): string =>
  [
    `${deployment.id}: ${deployment.action}, requested by ${escaped(askedBy(deployment))}`,
    `${new Date(deployment.startedAt).toISOString()} to ${new Date(closedAt).toISOString()}: ${outcome}`,
    ...(deployment.override === undefined ? [] : [escaped(`freeze windows overridden: ${deployment.override.reason}`)]),
    ...approvalLines(deployment),
    ...(reason === undefined ? [] : [reason]),
    ...movesMade(entries).map((line) => `traffic: ${line}`),
    ...entries.flatMap((entry) => [
      "",
      `${entry.status}, by ${entry.step}, ${new Date(entry.at).toISOString()}`,
      ...describeChange(entry.change),
      ...(entry.note === undefined ? [] : [escaped(entry.note)]),
    ]),
  ].join("\n");
