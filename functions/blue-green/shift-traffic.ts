import { autoScaling, dynamoDb, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { observe, targetGroupViews } from "../../src/aws/observe.ts";
import { madeNow, openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import type { Change } from "../../src/changes/change.ts";
import { plannedBy } from "../../src/changes/journal.ts";
import { answer } from "../../src/deployment/gates.ts";
import { shiftGate, shiftTraffic } from "../../src/deployment/switch.ts";
import { destinations } from "../../src/deployment/traffic.ts";
import { withTargetGroups } from "../../src/deployment/view.ts";
import { SideNotReady } from "../../src/errors.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";
import { listener } from "../../src/resources/listener.ts";
import { listenerRule } from "../../src/resources/listener-rule.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const [table, events] = [mainTable(dynamoDb()), eventBridge()];
const kinds = {
  "group-processes": groupProcesses(clients.autoScaling),
  listener: listener(clients.loadBalancing),
  "listener-rule": listenerRule(clients.loadBalancing),
};

/** Points every production listener at the other side, each once a last look says that this can carry the traffic. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, journal, apply } = await openRun({ table, events }, run, context);
  const planned = plannedBy(await journal(), "ShiftTraffic").map(({ change }) => change);
  const view = await observe(clients, environment);
  answer(shiftGate(view, planned), SideNotReady);
  const lastLook = async (change: Change) => {
    const arns = destinations(change);
    if (arns.length === 0) return;
    const latest = withTargetGroups(view, await targetGroupViews(clients.loadBalancing, arns));
    answer(shiftGate(latest, [change]), SideNotReady);
  };
  const changes = await apply("ShiftTraffic", kinds, async () => shiftTraffic(view), lastLook);
  return madeNow(changes);
};
