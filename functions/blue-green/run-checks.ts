import { autoScaling, dynamoDb, loadBalancing } from "../../src/aws/clients.ts";
import { request } from "../../src/aws/http-check.ts";
import { observe } from "../../src/aws/observe.ts";
import { environmentOf, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { checksOf, judge } from "../../src/deployment/checks.ts";
import { idleSide } from "../../src/deployment/traffic.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const table = mainTable(dynamoDb());

/** Calls the idle side by itself, through its placeholder listeners, and holds its answers against the environment's checks. */
export const handler = async (run: Run) => {
  const environment = await environmentOf(table, run);
  const view = await observe(clients, environment);
  const checks = checksOf(environment, view, idleSide(view).side);
  for (const check of checks) judge(check, await request(check.url));
  return { checks: checks.length };
};
