import { autoScaling, dynamoDb, lambda, loadBalancing } from "../../src/aws/clients.ts";
import { letOn } from "../../src/aws/let-on.ts";
import { observeFleet } from "../../src/aws/observe-fleet.ts";
import { openRun, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import type { WaitingSince } from "../../src/deployment/cluster-hook.ts";
import { logged } from "../../src/logger.ts";

const clients = { autoScaling: autoScaling(), lambda: lambda() };
const observers = { autoScaling: clients.autoScaling, loadBalancing: loadBalancing() };
const table = mainTable(dynamoDb());

/** Asks the environment's function about who waits to join the cluster, or to leave it, and lets one go on. Throws what `letOn` throws. */
export const handler = logged(
  async ({
    run,
    waiting,
  }: {
    readonly run: Run;
    readonly waiting: WaitingSince;
  }): Promise<Awaited<ReturnType<typeof letOn>>> => {
    const { environment } = await openRun(table, run);
    const { hook } = environment.rolling;
    if (hook === undefined) return { waiting: {}, said: [] };
    const { group } = await observeFleet(observers, environment, run.loadBalancer);
    return letOn(clients, { group, hook, run }, waiting);
  },
);
