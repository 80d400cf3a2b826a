import type { ClosedJournal } from "../../src/aws/journal-store.ts";
import { isTakenOver, type Journal } from "../../src/changes/journal.ts";
import type { OpenChange } from "../../src/changes/open-changes.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { restoreOf, runbookText } from "../../src/deployment/runbook-text.ts";
import { shareInWords, sideWithAll, type Traffic, trafficInWords, trafficOf } from "../../src/deployment/traffic.ts";
import { healthy, type SideView, type View } from "../../src/deployment/view.ts";
import { describeChange } from "../formats/plan-text.ts";
import { table } from "../output.ts";

/** The release that a side would launch now, by its side. */
export type Releases = Readonly<Record<SideView["side"], string | null>>;

const sideRow = (side: SideView, traffic: Traffic, releases: Releases) => ({
  side: side.side,
  release: releases[side.side],
  traffic: shareInWords(traffic, side.side),
  group: side.group.name,
  desired: side.group.desired,
  running: side.group.instances.length,
  launchTemplateVersion: side.group.launchTemplate.version,
  healthy: Object.fromEntries(side.targetGroups.map((group) => [group.name, healthy(group)])),
});

/** The environment as it stands, and the deployment that holds it. */
export const statusOf = (
  environment: Environment,
  view: View,
  open: Journal | undefined,
  releases: Releases,
  left: readonly OpenChange[],
) => {
  const traffic = trafficOf(view);
  return {
    environment: environment.name,
    stage: environment.stage,
    /** The side that has all of the traffic; null while it is split. */
    active: sideWithAll(traffic) ?? null,
    traffic,
    sides: [view.sides.blue, view.sides.green].map((side) => sideRow(side, traffic, releases)),
    deployment:
      open === undefined
        ? null
        : {
            id: open.deployment.id,
            action: open.deployment.action,
            requestedBy: open.deployment.requestedBy,
            startedAt: new Date(open.deployment.startedAt).toISOString(),
            rollingBack: isTakenOver(open),
            changes: open.entries.map((entry) => ({
              resource: `${entry.change.resource.kind} ${entry.change.resource.id}`,
              status: entry.status,
              ...(entry.note === undefined ? {} : { note: entry.note }),
              ...left.filter(({ entry: { n } }) => isTakenOver(open) && n === entry.n).map(restoreOf)[0],
            })),
            runbook: isTakenOver(open) ? runbookText(environment.name, left) : null,
          },
  };
};

export const statusText = (status: ReturnType<typeof statusOf>): string =>
  [
    `${status.environment} (${status.stage}): ${status.active === null ? `traffic is split. ${trafficInWords(status.traffic)}` : `traffic on ${status.active}`}`,
    "",
    table(
      ["side", "traffic", "release", "group", "running", "desired", "template", "healthy"],
      status.sides.map((side) => [
        side.side,
        side.traffic,
        side.release ?? "-",
        side.group,
        String(side.running),
        String(side.desired),
        side.launchTemplateVersion,
        Object.entries(side.healthy)
          .map(([name, count]) => `${name} ${count}`)
          .join(", "),
      ]),
    ),
    "",
    ...(status.deployment === null
      ? ["No deployment runs."]
      : [
          `Deployment '${status.deployment.id}' (${status.deployment.action}, requested by ${status.deployment.requestedBy}, since ${status.deployment.startedAt}) ${status.deployment.rollingBack ? "is being rolled back" : "runs"}.`,
          ...status.deployment.changes.map((change) => `  ${change.status.padEnd(8)}  ${change.resource}`),
          ...(status.deployment.runbook === null ? [] : ["", status.deployment.runbook]),
        ]),
  ].join("\n");

export const historyText = (journals: readonly ClosedJournal[]): string =>
  table(
    ["started", "deployment", "action", "requested by", "outcome", "changes"],
    journals.map(({ deployment, outcome, entries }) => [
      new Date(deployment.startedAt).toISOString(),
      deployment.id,
      deployment.action,
      deployment.requestedBy,
      outcome,
      String(entries.length),
    ]),
  );

/** One past deployment: who, when, each change with before and after, and how it ended. */
export const deploymentText = ({ deployment, outcome, closedAt, reason, entries }: ClosedJournal): string =>
  [
    `${deployment.id}: ${deployment.action}, requested by ${deployment.requestedBy}`,
    `${new Date(deployment.startedAt).toISOString()} to ${new Date(closedAt).toISOString()}: ${outcome}`,
    ...(reason === undefined ? [] : [reason]),
    ...entries.flatMap((entry) => [
      "",
      `${entry.status}, by ${entry.step}, ${new Date(entry.at).toISOString()}`,
      ...describeChange(entry.change),
    ]),
  ].join("\n");
