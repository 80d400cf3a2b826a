import { autoScaling, dynamoDb, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { environmentOf, type Look } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { answer, emptyGate } from "../../src/deployment/gates.ts";
import { idleSide } from "../../src/deployment/traffic.ts";
import { DeadlineExceeded } from "../../src/errors.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const table = mainTable(dynamoDb());

/** One look: has the idle side no instance and no draining target left? */
export const handler = async ({ run, since }: Look) => {
  const environment = await environmentOf(table, run);
  const idle = idleSide(await observe(clients, environment));
  const wait = { since: Date.parse(since), now: systemClock.now(), deadlineSeconds: environment.timeouts.empty };
  return answer(emptyGate(idle, wait), DeadlineExceeded);
};
