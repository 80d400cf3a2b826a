import { autoScaling, cloudWatch, dynamoDb, ec2, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observeLive } from "../../src/aws/observe-live.ts";
import { openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { keepSnapshot } from "../../src/aws/snapshot-store.ts";
import { mainTable } from "../../src/aws/table.ts";
import { liveFingerprint } from "../../src/deployment/upgrade/live-fingerprint.ts";
import { twinTargetGroups } from "../../src/deployment/upgrade/twin-target-groups.ts";
import { groupTagging, loadBalancingTagging, tags } from "../../src/resources/tags.ts";
import { targetGroup } from "../../src/resources/target-group.ts";

const clients = { autoScaling: autoScaling(), cloudWatch: cloudWatch(), ec2: ec2(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = {
  "target-group": targetGroup(clients.loadBalancing),
  tags: tags({
    autoScaling: groupTagging(clients.autoScaling),
    loadBalancing: loadBalancingTagging(clients.loadBalancing),
  }),
};

/** Keeps what the live side looks like, marks its target groups as this environment's, and makes a twin for each. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const live = await observeLive(clients, environment);
  await keepSnapshot(table, run, liveFingerprint(live, environment));
  const changes = await apply("CreateTargetGroups", kinds, async () => twinTargetGroups(live, environment).changes);
  return { changes: changes.length };
};
