import { autoScaling, cloudWatch, dynamoDb, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { readEnvironment } from "../../src/aws/environment-store.ts";
import { acquireLock, closedJournals, readLock } from "../../src/aws/journal-store.ts";
import { tableName } from "../../src/aws/run.ts";
import { obstacles } from "../../src/changes/reachable.ts";
import { systemClock } from "../../src/clock.ts";
import { lastUndoable, parseRollbackRequest, reopened } from "../../src/deployment/rollback-request.ts";
import { NothingToUndo } from "../../src/errors.ts";
import { resourceKinds } from "../../src/resources/kinds.ts";

const table = dynamoDb();
const kinds = resourceKinds({
  autoScaling: autoScaling(),
  cloudWatch: cloudWatch(),
  ec2: ec2(),
  loadBalancing: loadBalancing(),
});

/** How far back the audit trail is searched for a deployment to undo. */
const mostClosed = 50;

/** The deployment that a rollback from outside undoes: the one that is open, or else the last that succeeded. */
export const handler = async ({ input, execution }: { readonly input: unknown; readonly execution: string }) => {
  const { environment, deployment, requestedBy } = parseRollbackRequest(input);
  await readEnvironment(table, tableName(), environment);
  const open = await readLock(table, tableName(), environment);
  if (open !== undefined) {
    // A retry of this task meets its own lock.
    if (deployment === undefined || deployment === open.deployment.id || open.deployment.id === execution)
      return { environment, deployment: open.deployment.id, reason: `Rollback requested by ${requestedBy}` };
    throw new NothingToUndo(
      `Deployment '${deployment}' has no open journal; '${open.deployment.id}' (${open.deployment.action}) holds the lock of '${environment}'.`,
    );
  }
  const last = lastUndoable(await closedJournals(table, tableName(), environment, mostClosed), deployment);
  if (last === undefined)
    throw new NothingToUndo(
      `'${environment}' has no ${deployment === undefined ? "successful deployment" : `deployment '${deployment}'`} left to undo.`,
    );
  const inTheWay = await obstacles(reopened(last), kinds);
  if (inTheWay.length > 0)
    throw new NothingToUndo(
      `Deployment '${last.deployment.id}' (${last.deployment.action}) cannot be undone any more: ${inTheWay.join("; ")}. Nothing was changed; deploy the earlier release instead.`,
    );
  const undo = {
    id: execution,
    action: "rollback",
    requestedBy,
    startedAt: systemClock.now(),
    undoes: last.deployment.id,
  };
  await acquireLock(table, tableName(), environment, undo, reopened(last));
  return {
    environment,
    deployment: execution,
    reason: `Rollback of '${last.deployment.id}' (${last.deployment.action}) requested by ${requestedBy}`,
  };
};
