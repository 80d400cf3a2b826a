import { autoScaling, cloudWatch, dynamoDb, ec2, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observeLive, observeTwins } from "../../src/aws/observe-live.ts";
import { openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { twinFleet } from "../../src/deployment/upgrade/steps.ts";
import { resourceKinds } from "../../src/resources/kinds.ts";

const clients = { autoScaling: autoScaling(), cloudWatch: cloudWatch(), ec2: ec2(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = resourceKinds(clients);

/** Makes the twin of the launch template, of the group at zero capacity, and of all that belongs to the group. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const changes = await apply("CreateTwinGroup", kinds, async () => {
    const live = await observeLive(clients, environment);
    return twinFleet(live, environment, await observeTwins(clients.loadBalancing, live)).changes;
  });
  return { changes: changes.length };
};
