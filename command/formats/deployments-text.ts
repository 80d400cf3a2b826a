import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { deploymentChanges } from "../../src/changes/journal.ts";
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

/** One past deployment: who, when, each change with before and after, and how it ended. */
export const deploymentText = ({ deployment, outcome, closedAt, reason, entries }: ClosedJournal): string =>
  [
    `${deployment.id}: ${deployment.action}, requested by ${escaped(askedBy(deployment))}`,
    `${new Date(deployment.startedAt).toISOString()} to ${new Date(closedAt).toISOString()}: ${outcome}`,
    ...(reason === undefined ? [] : [reason]),
    ...entries.flatMap((entry) => [
      "",
      `${entry.status}, by ${entry.step}, ${new Date(entry.at).toISOString()}`,
      ...describeChange(entry.change),
      ...(entry.note === undefined ? [] : [escaped(entry.note)]),
    ]),
  ].join("\n");
