import { autoScaling, dynamoDb, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { environmentOf, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { answer, switchGate } from "../../src/deployment/gates.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { SideNotReady } from "../../src/errors.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const table = mainTable(dynamoDb());

/** Can the idle side carry what the traffic needs now? */
export const handler = async (run: Run) => {
  const environment = await environmentOf(table, run);
  const { active, idle } = bothSides(await observe(clients, environment));
  return answer(switchGate(idle, active), SideNotReady);
};
