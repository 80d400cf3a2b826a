import { ec2, resourceClients } from "../../src/aws/clients.ts";
import { fleetsOf, liveFleet, refuseForeignTargets } from "../../src/aws/foreign-targets.ts";
import { readLock } from "../../src/aws/journal-store.ts";
import { readLaunchTemplateData } from "../../src/aws/launch-templates.ts";
import { observeSides } from "../../src/aws/observe.ts";
import { observeLive } from "../../src/aws/observe-live.ts";
import type { Table } from "../../src/aws/table.ts";
import { findUndoable } from "../../src/aws/undoable.ts";
import { type Change, isVoid } from "../../src/changes/change.ts";
import { toUndo, undoOf } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import type { Request } from "../../src/deployment/request.ts";
import { checkUpgrade } from "../../src/deployment/steps/check-upgrade.ts";
import { stepsOf } from "../../src/deployment/steps/order.ts";
import { preview } from "../../src/deployment/steps/preview.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { resourceKinds } from "../../src/resources/kinds.ts";

/** What a rollback would undo now; throws `NothingToUndo` that says what is in the way. */
const undo = async (environment: Environment, table: Table): Promise<readonly Change[]> => {
  const open = await readLock(table, environment.name);
  if (open !== undefined) return toUndo(open).map(undoOf);
  return toUndo(await findUndoable(table, environment.name, resourceKinds(resourceClients()))).map(undoOf);
};

const forward = async (request: Request, environment: Environment): Promise<readonly Change[]> => {
  const clients = resourceClients();
  if (request.action === "upgrade") {
    const live = await observeLive(clients, environment);
    const { changes } = checkUpgrade(environment, live);
    await refuseForeignTargets(clients, [liveFleet(live)], systemClock);
    return changes;
  }
  const view = await observeSides(clients, environment);
  await refuseForeignTargets(clients, fleetsOf(view), systemClock);
  const scene = {
    environment,
    deployment: { ...request, id: "(the execution's name)" },
    planned: [],
    view,
    template: await readLaunchTemplateData(ec2(), bothSides(view).active.group.launchTemplate),
  };
  return preview(stepsOf(request), scene).flatMap(({ changes }) => changes);
};

/** The changes that an action, or a rollback, would make now, planned by the same steps as the state machine's; nothing is written. */
export const plannedChanges = async (
  request: Request | "rollback",
  environment: Environment,
  table: Table,
): Promise<readonly Change[]> =>
  (request === "rollback" ? await undo(environment, table) : await forward(request, environment)).filter(
    (change) => !isVoid(change),
  );
