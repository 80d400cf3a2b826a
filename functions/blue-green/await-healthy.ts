import { autoScaling, dynamoDb, loadBalancing } from "../../src/aws/clients.ts";
import { activitiesOf, observe } from "../../src/aws/observe.ts";
import { environmentOf, type Look } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { answer, healthyGate, sizeOf } from "../../src/deployment/gates.ts";
import { idleSide } from "../../src/deployment/traffic.ts";
import { SideUnhealthy } from "../../src/errors.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const table = mainTable(dynamoDb());

/** One look: has every target group of the idle side as many healthy targets as were launched? Whether that is enough by now, the switch asks. */
export const handler = async ({ run, since }: Look) => {
  const environment = await environmentOf(table, run);
  const idle = idleSide(await observe(clients, environment));
  const wait = { since: Date.parse(since), now: systemClock.now(), deadlineSeconds: environment.timeouts.healthy };
  const activities = await activitiesOf(clients.autoScaling, idle.group.name, wait.since);
  return answer(healthyGate(idle, sizeOf(idle), activities, wait), SideUnhealthy);
};
