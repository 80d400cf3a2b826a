import { autoScaling, dynamoDb, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { madeNow, openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { launchRelease } from "../../src/deployment/deploy.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";
import { groupLaunchTemplate } from "../../src/resources/group-launch-template.ts";
import { groupTagging, loadBalancingTagging, tags } from "../../src/resources/tags.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = {
  "group-capacity": groupCapacity(clients.autoScaling),
  "group-launch-template": groupLaunchTemplate(clients.autoScaling),
  tags: tags({
    autoScaling: groupTagging(clients.autoScaling),
    loadBalancing: loadBalancingTagging(clients.loadBalancing),
  }),
};

interface Input {
  readonly run: Run;
  /** The launch template version that RegisterRelease made. */
  readonly version: string;
}

/** Launches the registered version on the idle side, at the size that the active side has now. */
export const handler = async ({ run, version }: Input, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const changes = await apply("LaunchRelease", kinds, async () => {
    const { active, idle } = bothSides(await observe(clients, environment));
    return launchRelease(idle, active, version);
  });
  return madeNow(changes);
};
