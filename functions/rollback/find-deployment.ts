import { dynamoDb, resourceClients } from "../../src/aws/clients.ts";
import { readEvenRetired } from "../../src/aws/environment-store.ts";
import { everyKind } from "../../src/aws/every-kind.ts";
import { acquireLock, readEpoch, readLock } from "../../src/aws/journal-store.ts";
import { mainTable } from "../../src/aws/table.ts";
import { findUndoable } from "../../src/aws/undoable.ts";
import { systemClock } from "../../src/clock.ts";
import { askedBy } from "../../src/deployment/person.ts";
import { parseRollbackRequest, reopenedEntries } from "../../src/deployment/rollback-request.ts";
import { NothingToUndo } from "../../src/errors.ts";
import { logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const kinds = everyKind(resourceClients(), table);

/** The deployment that a rollback from outside undoes: the one that is open, or else the last that succeeded. */
export const handler = logged(async ({ input, execution }: { readonly input: unknown; readonly execution: string }) => {
  const { environment, deployment, requestedBy, caller, reason } = parseRollbackRequest(input);
  const why = reason === undefined ? "" : `: ${reason}`;
  await readEvenRetired(table, environment);
  const lastEpoch = await readEpoch(table, environment);
  const open = await readLock(table, environment);
  if (open !== undefined) {
    // A retry of this task meets its own lock.
    if (deployment === undefined || deployment === open.deployment.id || open.deployment.id === execution)
      return {
        environment,
        deployment: open.deployment.id,
        reason: `Rollback requested by ${askedBy({ requestedBy, caller })}${why}`,
      };
    throw new NothingToUndo(
      `Deployment '${deployment}' has no open journal; '${open.deployment.id}' (${open.deployment.action}) holds the lock of '${environment}'.`,
    );
  }
  const last = await findUndoable(table, environment, kinds, deployment);
  const undo = {
    id: execution,
    action: "rollback",
    requestedBy,
    ...(caller === undefined ? {} : { caller }),
    ...(reason === undefined ? {} : { reason }),
    startedAt: systemClock.now(),
    undoes: last.deployment.id,
  };
  // It is the last, unless another deployment ran meanwhile.
  await acquireLock(table, environment, undo, { entries: reopenedEntries(last), lastEpoch });
  return {
    environment,
    deployment: execution,
    reason: `Rollback of '${last.deployment.id}' (${last.deployment.action}) requested by ${askedBy({ requestedBy, caller })}${why}`,
  };
});
