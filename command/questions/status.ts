import { isTakenOver, type Journal } from "../../src/changes/journal.ts";
import type { OpenChange } from "../../src/changes/open-changes.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { restoreOf, runbookText } from "../../src/deployment/runbook-text.ts";
import { shareInWords, sideWithAll, type Traffic, trafficOf } from "../../src/deployment/traffic.ts";
import { healthy, type SideView, type View } from "../../src/deployment/view.ts";

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
              ...left
                .filter(({ entry: { n } }) => isTakenOver(open) && n === entry.n)
                .map((each) => restoreOf(each, environment.name))[0],
            })),
            runbook: isTakenOver(open) ? runbookText(environment.name, left) : null,
          },
  };
};

export type Status = ReturnType<typeof statusOf>;
