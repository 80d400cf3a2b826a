import { announceProgress } from "../../src/aws/announce.ts";
import { dynamoDb, eventBridge } from "../../src/aws/clients.ts";
import { acquireLock } from "../../src/aws/journal-store.ts";
import type { Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { logged } from "../../src/logger.ts";
import type { Cleared } from "./preflight.ts";

const table = mainTable(dynamoDb());
const events = eventBridge();

interface Input {
  readonly cleared: Cleared;
  /** The execution's name: the deployment's id. */
  readonly execution: string;
}

/** Takes the environment's lock, or refuses with the name of the deployment that holds it. */
export const handler = logged(
  async ({
    cleared: { request, said: _said, hook: _hook, cluster: _cluster, ...found },
    execution,
  }: Input): Promise<Run> => {
    const { environment, action, requestedBy, ...rest } = request;
    const deployment = { id: execution, action, requestedBy, startedAt: systemClock.now(), ...rest };
    const { epoch, holds } = await acquireLock(table, environment, deployment);
    await announceProgress({ environment, deployment: execution }, { events, clock: systemClock, stack: table.name });
    return { environment, deployment: execution, epoch, held: holds.length > 0, ...found };
  },
);
