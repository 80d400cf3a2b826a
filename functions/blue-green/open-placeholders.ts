import { autoScaling, cloudWatch, dynamoDb, ec2, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observeLive, observeTwins } from "../../src/aws/observe-live.ts";
import { openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { placeholderListeners } from "../../src/deployment/upgrade/placeholder-listeners.ts";
import { placeholderListener } from "../../src/resources/placeholder-listener.ts";

const clients = { autoScaling: autoScaling(), cloudWatch: cloudWatch(), ec2: ec2(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = { "placeholder-listener": placeholderListener(clients.loadBalancing) };

/** Opens one placeholder listener for each target group of both sides, so that both are health-checked from now on. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const changes = await apply("OpenPlaceholders", kinds, async () => {
    const live = await observeLive(clients, environment);
    return placeholderListeners(live, environment, await observeTwins(clients.loadBalancing, live)).changes;
  });
  return { changes: changes.length };
};
