/** A deployment as the page shows it, running or closed, without what is secret. */
import { outcomeCell } from "../command/formats/deployments-text.ts";
import type { ListenerPorts } from "../command/formats/told-change.ts";
import type { Status } from "../command/questions/status.ts";
import type { ClosedJournal } from "../src/aws/journal-format.ts";
import type { Journal } from "../src/changes/journal.ts";
import type { OpenChange } from "../src/changes/open-changes.ts";
import { isoTime } from "../src/clock.ts";
import type { AnyEnvironment } from "../src/deployment/environment.ts";
import { personOf } from "../src/deployment/person.ts";
import { commitLink } from "../src/deployment/service.ts";
import { toldRelease } from "../src/notifications/action.ts";
import type { LaunchedRelease } from "./environment-facts.ts";
import { textWithoutSecrets } from "./redacted.ts";
import { shownChange } from "./shown-change.ts";
import type { PastDeployment, ShownDeployment, ShownRelease } from "./snapshot.ts";

/** A release with the link to its commit, where the repository is registered. */
export const shownRelease = (
  release: LaunchedRelease | null | undefined,
  { repository }: Pick<AnyEnvironment, "repository">,
): ShownRelease | null =>
  release == null
    ? null
    : {
        ...release,
        link: repository === undefined || release.commit === null ? null : commitLink(repository, release.commit),
      };

interface Around {
  readonly environment: AnyEnvironment;
  readonly links: ShownDeployment["links"];
  /** What an open one stands at; null of a closed one. */
  readonly status: NonNullable<Status["deployment"]> | null;
  readonly left: readonly OpenChange[];
  readonly history: readonly ClosedJournal[];
  /** Of the production listeners, where they were seen. */
  readonly ports?: ListenerPorts;
}

/** One deployment by its journal. */
export const shownDeployment = (
  journal: Journal | ClosedJournal,
  { environment, links, status, left, history, ports }: Around,
): ShownDeployment => {
  const { deployment, entries } = journal;
  const closed = "outcome" in journal ? journal : null;
  const runbook = status?.phase === "stands still" ? status.runbook : null;
  return {
    id: deployment.id,
    action: deployment.action,
    release: shownRelease(toldRelease(deployment.release), environment),
    requestedBy: deployment.requestedBy,
    caller: deployment.caller ?? null,
    startedAt: isoTime(deployment.startedAt),
    endedAt: closed === null ? (status?.endedAt ?? null) : isoTime(closed.closedAt),
    phase: closed === null ? (status?.phase ?? "runs") : outcomeCell(closed, history),
    outcome: closed?.outcome ?? null,
    reason: closed?.reason === undefined ? null : textWithoutSecrets(closed.reason),
    why: deployment.reason ?? null,
    override: deployment.override?.reason ?? null,
    changes: entries.map((entry) => shownChange(entry, environment.name, { left, ports })),
    runbook: runbook === null ? null : textWithoutSecrets(runbook),
    links,
  };
};

/** A closed deployment as a line of the history. */
export const pastDeployment = (journal: ClosedJournal, journals: readonly ClosedJournal[]): PastDeployment => {
  const { deployment, closedAt, reason } = journal;
  return {
    id: deployment.id,
    action: deployment.action,
    version: toldRelease(deployment.release)?.version ?? null,
    outcome: outcomeCell(journal, journals),
    reason: reason === undefined ? null : textWithoutSecrets(reason),
    by: deployment.caller === undefined ? deployment.requestedBy : personOf(deployment.caller),
    startedAt: isoTime(deployment.startedAt),
    endedAt: isoTime(closedAt),
  };
};
