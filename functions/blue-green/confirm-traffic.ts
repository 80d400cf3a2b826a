import { autoScaling, dynamoDb, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { environmentOf, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { answer, carryingGate } from "../../src/deployment/gates.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { SideNotReady } from "../../src/errors.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const table = mainTable(dynamoDb());

/** Reads everything anew: do all production listeners reach one side, and is that side fit? */
export const handler = async (run: Run) => {
  const environment = await environmentOf(table, run);
  const { active } = bothSides(await observe(clients, environment));
  return { active: active.side, ...answer(carryingGate(active), SideNotReady) };
};
