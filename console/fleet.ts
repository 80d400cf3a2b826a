/** The table of all environments: from what the inventory knows of them and who holds their locks. */

import { hasUsers } from "../command/deployments/mean-it.ts";
import type { Lock } from "../src/aws/journal-format.ts";
import { deploymentChanges, isTakenOver, type Journal } from "../src/changes/journal.ts";
import { isoTime } from "../src/clock.ts";
import type { Approval } from "../src/deployment/approval.ts";
import type { AnyEnvironment } from "../src/deployment/environment.ts";
import { personOf } from "../src/deployment/person.ts";
import { compareLink, serviceOf } from "../src/deployment/service.ts";
import { type Finding, levels } from "../src/inventory/findings/schema.ts";
import type { SideRelease } from "../src/inventory/queries/versions.ts";
import { actionInWords } from "../src/notifications/action.ts";
import { shownRelease } from "./shown-deployment.ts";
import type { FleetRow, ShownFinding } from "./snapshot.ts";
import { otherReleases } from "./stages.ts";

/** What is known of all environments. */
export interface FleetFacts {
  readonly environments: readonly AnyEnvironment[];
  /** Which release is on which side, by the inventory. */
  readonly releases: readonly SideRelease[];
  /** Those that are open. */
  readonly findings: readonly Finding[];
  readonly locks: readonly (Lock & { readonly environment: string })[];
  /** Those that people are waited for, by their deployments. */
  readonly approvals: readonly Approval[];
}

/** The stages in the order in which a release goes through them: by name, and those with users last. */
export const stagesOf = (environments: readonly Pick<AnyEnvironment, "stage">[]): readonly string[] =>
  [...new Set(environments.map(({ stage }) => stage))].toSorted(
    (a, b) => Number(hasUsers(a)) - Number(hasUsers(b)) || (a < b ? -1 : 1),
  );

/** What has traffic, what more of it does first. */
const served = (releases: readonly SideRelease[]): readonly SideRelease[] => {
  const share = ({ traffic }: SideRelease) => traffic.reduce((sum, { percent }) => sum + percent, 0);
  return releases.filter(({ active }) => active).toSorted((a, b) => share(b) - share(a) || b.total - a.total);
};

/** What a deployment is at, as its journal tells. */
const standing = (journal: Journal, approval: Approval | undefined): string => {
  const changes = deploymentChanges(journal.entries);
  if (isTakenOver(journal)) {
    const undone = changes.filter(({ status }) => status === "undone").length;
    const conflicts = changes.filter(({ status }) => status === "conflict").length;
    const left = conflicts === 0 ? "" : `, ${conflicts} in conflict`;
    return `is rolled back: ${undone} of ${changes.length} changes undone${left}`;
  }
  if (approval !== undefined && approval.outcome === undefined)
    return `waits for approval until ${isoTime(approval.until)}`;
  const last = journal.entries.findLast(({ status }) => status !== "planned");
  return last === undefined ? "has begun" : `${last.step}: ${changes.length} changes so far`;
};

/** What runs, who asked for it and where it stands, in words. */
export const runsInWords = (journal: Journal, approval?: Approval): string => {
  const { deployment } = journal;
  const by = deployment.caller === undefined ? deployment.requestedBy : personOf(deployment.caller);
  return `${actionInWords(deployment)} by ${by}: ${standing(journal, approval)}`;
};

const shownFinding = ({ rule, level, found, openedAt }: Finding): ShownFinding => ({
  rule,
  severity: level,
  says: found,
  since: openedAt,
});

/** The gravest, and of those the oldest. */
const worst = (findings: readonly Finding[]): Finding | undefined =>
  findings.toSorted(
    (a, b) => levels.indexOf(b.level) - levels.indexOf(a.level) || (a.openedAt < b.openedAt ? -1 : 1),
  )[0];

const gravity = { critical: 100, warning: 20, info: 2 } as const;

/** How much it wants somebody's eye. What runs wants some, whatever else there is. */
const troubleOf = (
  { finding, active, runs, healthy }: Pick<FleetRow, "finding" | "active" | "runs" | "healthy">,
  lock: Lock | undefined,
  sides: 1 | 2,
): number => {
  const conflicts = lock?.journal?.entries.some(({ status }) => status === "conflict") ?? false;
  const [well, all] = (healthy ?? "0/0").split("/").map(Number);
  return (
    (finding === null ? 0 : gravity[finding.severity]) +
    (conflicts ? 110 : 0) +
    (runs === null ? 0 : 10) +
    (sides === 2 && active === null && runs === null && healthy !== null ? 60 : 0) +
    (well === all ? 0 : 5)
  );
};

const rowOf = (environment: AnyEnvironment, { releases, findings, locks, approvals }: FleetFacts): FleetRow => {
  const { name, stage, sides } = environment;
  const own = releases.filter((each) => each.environment === name);
  // An environment with one side may have no listeners: what there is serves.
  const serving = sides === 1 ? own.toSorted((a, b) => b.total - a.total) : served(own);
  const [first] = serving;
  const active = new Set(serving.map(({ side }) => side));
  const lock = locks.find((each) => each.environment === name);
  const journal = lock?.journal;
  const finding = worst(findings.filter((each) => each.environment === name));
  const version = first?.version ?? null;
  const row = {
    environment: name,
    service: serviceOf(environment),
    ...{ stage, sides },
    release:
      version === null ? null : shownRelease({ version, commit: first?.commit ?? null, imageId: null }, environment),
    active: active.size === 1 ? (first?.side ?? null) : null,
    healthy:
      first === undefined
        ? null
        : `${serving.reduce((sum, each) => sum + each.healthy, 0)}/${serving.reduce((sum, each) => sum + each.total, 0)}`,
    since: first === undefined || !Number.isFinite(first.since) ? null : isoTime(first.since),
    runs:
      journal === undefined
        ? null
        : runsInWords(
            journal,
            approvals.find(({ deployment }) => deployment === journal.deployment.id),
          ),
    finding: finding === undefined ? null : shownFinding(finding),
    compare: null,
  };
  return { ...row, trouble: troubleOf(row, lock, sides) };
};

/** The row with the link that compares its commit with that of the stage before it. */
const compared = (row: FleetRow, before: FleetRow | undefined, { repository }: AnyEnvironment): FleetRow => {
  const [from, to] = [row.release?.commit ?? null, before?.release?.commit ?? null];
  const isKnown = repository !== undefined && from !== null && to !== null;
  return isKnown ? { ...row, compare: compareLink(repository, from, to) } : row;
};

/** A row for each environment, those that want somebody's eye first. */
export const fleetRows = (facts: FleetFacts): readonly FleetRow[] => {
  const rows = facts.environments.map((environment) => ({ environment, row: rowOf(environment, facts) }));
  const before = otherReleases(
    rows.map(({ row }) => row),
    stagesOf(facts.environments),
  );
  return rows
    .map(({ environment, row }) => compared(row, before.get(row.environment), environment))
    .toSorted((a, b) => b.trouble - a.trouble || (a.environment < b.environment ? -1 : 1));
};
