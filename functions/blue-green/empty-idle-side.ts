import { autoScaling, dynamoDb, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { madeNow, openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { emptyIdleSide } from "../../src/deployment/deploy.ts";
import { idleSide } from "../../src/deployment/traffic.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = {
  "group-capacity": groupCapacity(clients.autoScaling),
  "group-processes": groupProcesses(clients.autoScaling),
};

/** Takes the idle side to zero, so that the release starts from nothing. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const changes = await apply("EmptyIdleSide", kinds, async () =>
    emptyIdleSide(idleSide(await observe(clients, environment))),
  );
  return madeNow(changes);
};
