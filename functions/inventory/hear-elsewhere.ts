import { dynamoDb } from "../../src/aws/clients.ts";
import { hearReport } from "../../src/aws/inventory/elsewhere-store.ts";
import { inventoryTable } from "../../src/aws/table.ts";
import { explain } from "../../src/deployment/schema.ts";
import { Unreadable } from "../../src/errors.ts";
import { reportSchema } from "../../src/inventory/elsewhere/report.ts";
import { log, logged } from "../../src/logger.ts";

const inventory = inventoryTable(dynamoDb());

/** Who sent it is EventBridge's word: a sender cannot say that he is another account. */
interface ReportEvent {
  readonly account: string;
  readonly region: string;
  readonly detail: unknown;
}

/** Keeps what another installation tells of its environments. */
export const handler = logged(async ({ account, region, detail }: ReportEvent): Promise<void> => {
  const { data: report, error } = reportSchema.safeParse(detail);
  if (report === undefined)
    throw new Unreadable(`A report from account ${account}, ${region} cannot be read: ${explain(error)}.`);
  await hearReport(inventory, { account, region, stack: report.stack }, report);
  const { stack, asOf, environments, all } = report;
  log("info", "heard of elsewhere", { account, region, stack, asOf, environments: environments.length, all });
});
