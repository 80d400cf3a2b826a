/** What a person may start from the page, and, where that is not now, why: the same that Preflight would say, before anything is typed. */
import type { Status } from "../command/questions/status.ts";
import { lastUndoable } from "../src/deployment/rollback-request.ts";
import { trafficInWords } from "../src/deployment/traffic.ts";
import type { EnvironmentFacts } from "./environment-facts.ts";
import type { Offer } from "./snapshot.ts";

interface Asked {
  readonly status: Status;
  /** Whether people are waited for. */
  readonly waitsForApproval: boolean;
  readonly history: EnvironmentFacts["history"];
}

const starts = ["deploy", "switch", "release", "scaledown"] as const;

/** Why nothing new may begin while a deployment holds the environment. */
const whyBusy = ({ deployment, environment }: Status): string | null => {
  if (deployment === null) return null;
  const what = `${deployment.action} '${deployment.id}' of ${deployment.requestedBy}`;
  switch (deployment.phase) {
    case "runs":
      return `${what} runs, since ${deployment.startedAt}.`;
    case "is being rolled back":
      return `${what} is being rolled back.`;
    case "ended":
      return `${what} ended, and its rollback begins by itself within a quarter of an hour.`;
    default:
      return `${what} stands still: '${environment}' stays locked until a person goes on with its rollback, or accepts it as it is.`;
  }
};

/** Why a side cannot be deployed to, or get the traffic, as things stand. */
const whyNotNow = ({ registeredSides, environment, unseen, active, traffic }: Status): string | null => {
  if (registeredSides === 1)
    return `'${environment}' is registered with one side: 'sarcelle rolling-update ${environment} --release FILE' replaces its instances where they stand.`;
  if (unseen !== null) return unseen;
  return active === null ? `Production traffic is not on one side: ${trafficInWords(traffic)}.` : null;
};

const whyNoRollback = ({ deployment, environment }: Status, history: Asked["history"]): string | null => {
  if (deployment?.phase === "is being rolled back") return "It is being rolled back already.";
  if (deployment?.phase === "stands still" && deployment.rollingBack) return "Its rollback failed: go on with that.";
  if (deployment !== null || lastUndoable(history) !== undefined) return null;
  return `'${environment}' has no successful deployment left to undo.`;
};

/** What is offered. What only makes sense once something failed, or waits for people, is offered then. */
export const offersOf = ({ status, waitsForApproval, history }: Asked): readonly Offer[] => {
  const whyNot = whyBusy(status) ?? whyNotNow(status);
  // Only what a rollback left is gone on with, or accepted; what it has not begun with is rolled back.
  const isLeft = status.deployment?.phase === "stands still" && status.deployment.rollingBack;
  return [
    ...starts.map((action) => ({ action, whyNot })),
    { action: "rollback", whyNot: whyNoRollback(status, history) },
    ...(isLeft ? (["resume", "accept"] as const).map((action) => ({ action, whyNot: null })) : []),
    ...(waitsForApproval ? (["approve", "reject"] as const).map((action) => ({ action, whyNot: null })) : []),
  ];
};
