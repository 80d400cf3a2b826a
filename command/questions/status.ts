import { isTakenOver, type Journal } from "../../src/changes/journal.ts";
import type { OpenChange } from "../../src/changes/open-changes.ts";
import { leftOn } from "../../src/deployment/emptying.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { type Hold, standsInWords } from "../../src/deployment/hold.ts";
import { listenerLines } from "../../src/deployment/listener-lines.ts";
import type { RollingFleet } from "../../src/deployment/rolling-fleet.ts";
import { restoreOf, runbookText } from "../../src/deployment/runbook-text.ts";
import { shareInWords, sideWithAll, type Traffic, trafficOf } from "../../src/deployment/traffic.ts";
import { healthy, type SideView, type View } from "../../src/deployment/view.ts";
import { activeIn } from "../../src/resources/described/instance-refresh.ts";
import type { ToldVerdict } from "../deployments/verdict.ts";

/** The release that a side would launch now, by its side. */
export type Releases = Readonly<Record<SideView["side"], string | null>>;

/** What a side that is to be empty still has. */
const stillHas = (side: SideView): { readonly left?: readonly string[] } => {
  const left = side.group.desired === 0 ? leftOn(side, null).map(({ what }) => what) : [];
  return left.length === 0 ? {} : { left };
};

const sideRow = (side: SideView, traffic: string, release: string | null) => ({
  side: side.side,
  release,
  traffic,
  group: side.group.name,
  desired: side.group.desired,
  running: side.group.instances.length,
  launchTemplateVersion: side.group.launchTemplate.version,
  healthy: Object.fromEntries(side.targetGroups.map((group) => [group.name, healthy(group)])),
  ...stillHas(side),
});

/** The execution that acts for whoever holds the lock. */
export type Driver =
  | "runs"
  /** It runs, and looks again and again at this. */
  | { readonly waits: ToldVerdict | undefined }
  | {
      /** ISO 8601; null where nobody knows. */
      readonly endedAt: string | null;
      /** Whether another attempt to undo begins by itself. */
      readonly followed: boolean;
    };

/** `stands still`: its execution ended, and only a person goes on with it. */
type Phase = "runs" | "is being rolled back" | "ended" | "stands still";

const isRunning = (driver: Driver): driver is "runs" | { readonly waits: ToldVerdict | undefined } =>
  driver === "runs" || "waits" in driver;

const phaseOf = (open: Journal, driver: Driver): Phase => {
  if (isRunning(driver)) return isTakenOver(open) ? "is being rolled back" : "runs";
  return driver.followed ? "ended" : "stands still";
};

/** Of the deployment that holds the lock: how far each change is, and what is left of it once a rollback took it over, or nothing runs. */
const heldBy = (name: string, open: Journal, driver: Driver, left: readonly OpenChange[]) => {
  const isUndone = isTakenOver(open) || !isRunning(driver);
  return {
    id: open.deployment.id,
    action: open.deployment.action,
    requestedBy: open.deployment.requestedBy,
    /** The ARN of whoever asked, as far as he said it. */
    caller: open.deployment.caller ?? null,
    /** Why it was asked for; null where nobody said. */
    reason: open.deployment.reason ?? null,
    /** Why it was let through a freeze window; null where it was not. */
    override: open.deployment.override?.reason ?? null,
    startedAt: new Date(open.deployment.startedAt).toISOString(),
    rollingBack: isTakenOver(open),
    phase: phaseOf(open, driver),
    endedAt: isRunning(driver) ? null : driver.endedAt,
    /** What it waits for, in the words of the last look, and until when; null where it waits for nothing. */
    waitsFor: driver !== "runs" && "waits" in driver ? (driver.waits ?? null) : null,
    changes: open.entries.map((entry) => ({
      resource: `${entry.change.resource.kind} ${entry.change.resource.id}`,
      status: entry.status,
      ...(entry.note === undefined ? {} : { note: entry.note }),
      ...left.filter(({ entry: { n } }) => isUndone && n === entry.n).map((each) => restoreOf(each, name))[0],
    })),
    runbook: isUndone ? runbookText(name, left) : null,
  };
};

/** An environment that is locked may be in the midst of its upgrade, or taken apart: then there are no two sides, but the lock, to show. */
type Seen =
  | { readonly view: View; readonly releases: Releases }
  | { readonly fleet: RollingFleet; readonly release: string | null }
  | { readonly unseen: string };

const sideRows = (seen: Seen, traffic: Traffic) => {
  if ("fleet" in seen) return [sideRow(seen.fleet, "-", seen.release)];
  if (!("view" in seen)) return [];
  const { view, releases } = seen;
  return [view.sides.blue, view.sides.green].map((side) =>
    sideRow(side, shareInWords(traffic, side.side), releases[side.side]),
  );
};

/** What AWS does with the instances of an environment with one side; null where no refresh goes. */
const refreshOf = (seen: Seen): string | null => {
  const active = "fleet" in seen ? activeIn(seen.fleet.refreshes) : undefined;
  return active === undefined
    ? null
    : `AWS replaces instances: ${active.status}, ${active.percent} %${active.reason === "" ? "" : ` (${active.reason})`}`;
};

/** The environment as it stands, and the deployment that holds it. */
export const statusOf = (
  environment: AnyEnvironment,
  seen: Seen,
  open: Journal | undefined,
  left: readonly OpenChange[] = [],
  driver: Driver = "runs",
  holds: readonly Hold[] = [],
) => {
  const traffic = "view" in seen ? trafficOf(seen.view) : [];
  const deployment = open === undefined ? null : heldBy(environment.name, open, driver, left);
  const active = sideWithAll(traffic) ?? null;
  return {
    environment: environment.name,
    stage: environment.stage,
    /** How many sides it is registered with. */
    registeredSides: environment.sides,
    /** The side that has all of the traffic; null while it is split, or while there are no two sides. */
    active,
    traffic,
    listeners: "view" in seen ? listenerLines(seen.view) : [],
    /** Why the sides cannot be shown; null where they are. */
    unseen: "unseen" in seen ? seen.unseen : null,
    sides: sideRows(seen, traffic),
    /** What AWS does with the instances of an environment with one side, in words; null where that is nothing. */
    refresh: refreshOf(seen),
    deployment,
    /** What keeps a side from shrinking until its own alarms have measured it under traffic, side by side; empty where none is held. */
    holds: holds.map((hold) => ({ ...hold, says: standsInWords(hold) })),
    /** Whether a person is needed: nothing runs that would mend it. */
    needsPerson: deployment === null ? active === null && environment.sides === 2 : deployment.phase === "stands still",
  };
};

export type Status = ReturnType<typeof statusOf>;
