import { autoScaling, cloudWatch, dynamoDb, ec2, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observeLive, observeTwinPolicies, observeTwins } from "../../src/aws/observe-live.ts";
import { openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { twinAlarms } from "../../src/deployment/upgrade/twin-alarms.ts";
import { scalingAlarm } from "../../src/resources/scaling-alarm.ts";

const clients = { autoScaling: autoScaling(), cloudWatch: cloudWatch(), ec2: ec2(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = { "scaling-alarm": scalingAlarm(clients.cloudWatch) };

/** Makes the alarms that drive the twin's policies: they measure the twin and call its policies. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const changes = await apply("CopyAlarms", kinds, async () => {
    const live = await observeLive(clients, environment);
    const [twins, policies] = [
      await observeTwins(clients.loadBalancing, live),
      await observeTwinPolicies(clients.autoScaling, live),
    ];
    return twinAlarms(live, environment, twins, policies).changes;
  });
  return { changes: changes.length };
};
