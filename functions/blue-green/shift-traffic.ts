import { autoScaling, dynamoDb, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { answer, switchGate } from "../../src/deployment/gates.ts";
import { shiftTraffic } from "../../src/deployment/switch.ts";
import { bothSides } from "../../src/deployment/view.ts";
import { SideNotReady } from "../../src/errors.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";
import { listener } from "../../src/resources/listener.ts";
import { listenerRule } from "../../src/resources/listener-rule.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const [table, events] = [dynamoDb(), eventBridge()];
const kinds = {
  "group-processes": groupProcesses(clients.autoScaling),
  listener: listener(clients.loadBalancing),
  "listener-rule": listenerRule(clients.loadBalancing),
};

/** Points every production listener at the other side, once a last look says that it can carry the traffic. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, apply } = await openRun({ table, events }, run, context);
  const changes = await apply("ShiftTraffic", kinds, async () => {
    const view = await observe(clients, environment);
    const { active, idle } = bothSides(view);
    answer(switchGate(idle, active), SideNotReady);
    return shiftTraffic(view);
  });
  return { changes: changes.length };
};
