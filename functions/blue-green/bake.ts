import { alarmsOf } from "../../src/aws/alarms.ts";
import { autoScaling, cloudWatch, dynamoDb, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { environmentOf, type Look } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { answer, bakeGate } from "../../src/deployment/gates.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { BakeFailed } from "../../src/errors.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const [table, watch] = [mainTable(dynamoDb()), cloudWatch()];

/** One look at the release under traffic: is the side fit, is every alarm quiet, is the bake time over? */
export const handler = async ({ run, since }: Look) => {
  const environment = await environmentOf(table, run);
  const { active } = bothSides(await observe(clients, environment));
  const { seconds, alarms } = environment.bake;
  const wait = { since: Date.parse(since), now: systemClock.now(), deadlineSeconds: seconds };
  return answer(bakeGate(active, await alarmsOf(watch, alarms), alarms, wait), BakeFailed);
};
