import { autoScaling, dynamoDb, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { endBake } from "../../src/deployment/switch.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = { "group-processes": groupProcesses(clients.autoScaling) };

/** Lets the side that got the traffic replace unhealthy instances again: it has proved itself. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const changes = await apply("EndBake", kinds, async () => endBake(await observe(clients, environment)));
  return { changes: changes.length };
};
