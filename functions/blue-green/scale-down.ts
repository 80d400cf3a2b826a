import { autoScaling, dynamoDb, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { madeNow, openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { scaleDown } from "../../src/deployment/deploy.ts";
import { answer, carryingGate } from "../../src/deployment/gates.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { SideNotReady } from "../../src/errors.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";
import { groupTagging, loadBalancingTagging, tags } from "../../src/resources/tags.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = {
  "group-capacity": groupCapacity(clients.autoScaling),
  "group-processes": groupProcesses(clients.autoScaling),
  tags: tags({
    autoScaling: groupTagging(clients.autoScaling),
    loadBalancing: loadBalancingTagging(clients.loadBalancing),
  }),
};

/** Empties the idle side and remembers its size, while the active side is seen to carry the traffic. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const changes = await apply("ScaleDown", kinds, async () => {
    const { active, idle } = bothSides(await observe(clients, environment));
    answer(carryingGate(active), SideNotReady);
    return scaleDown(idle);
  });
  return madeNow(changes);
};
