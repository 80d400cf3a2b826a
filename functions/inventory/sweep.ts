import type { Context } from "aws-lambda";
import { dynamoDb, patientLoadBalancing, sqs } from "../../src/aws/clients.ts";
import { listings } from "../../src/aws/inventory/listings.ts";
import { observed, observers, retentionMilliseconds } from "../../src/aws/inventory/observed.ts";
import { rowDigests } from "../../src/aws/inventory/query.ts";
import { askToAssess } from "../../src/aws/inventory/queue.ts";
import { inventoryStore } from "../../src/aws/inventory/store.ts";
import { endSweepLease, takeSweepLease } from "../../src/aws/inventory/sweep-lease.ts";
import { lastSweeps, writeSweep } from "../../src/aws/inventory/sweeps.ts";
import { tellTheLog } from "../../src/aws/stored.ts";
import { inventoryTable, mainTable, type Table } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { environmentVariable } from "../../src/env.ts";
import { everything } from "../../src/inventory/findings/scope.ts";
import { embeddedMetrics } from "../../src/inventory/metrics.ts";
import { type SweepSummary, sweepSummary } from "../../src/inventory/queries/freshness.ts";
import { sweep } from "../../src/inventory/sweep.ts";
import { log, logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const inventory = inventoryTable(dynamoDb());
const queue = sqs();
const clients = observers(patientLoadBalancing());

/** Compares everything that AWS lists with the table, and corrects what differs; not while another does. */
export const handler = logged(
  async (
    _event: unknown,
    context: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
  ): Promise<SweepSummary | undefined> => {
    // A dead one is out of time when its lease is.
    const now = systemClock.now();
    const lease = { holder: context.awsRequestId, until: now + context.getRemainingTimeInMillis() };
    if (!(await takeSweepLease(inventory, lease, now))) {
      log("info", "another sweep is at work: this one leaves everything to it");
      return undefined;
    }
    try {
      return await sweepEverything();
    } finally {
      await endSweepLease(inventory, lease, systemClock.now());
    }
  },
);

const sweepEverything = async (): Promise<SweepSummary> => {
  const world = observed(clients, table);
  const unreadable = new Set<string>();
  const rows: Table = {
    ...inventory,
    tell(item) {
      unreadable.add(item.key);
      tellTheLog(item);
    },
  };
  const [last] = await lastSweeps(inventory, 1);
  const report = await sweep(
    {
      store: inventoryStore(rows, retentionMilliseconds(), systemClock),
      summaries: () => rowDigests(rows),
      listings: await listings(world),
      now: world.now,
    },
    last?.startedAt ?? world.now(),
  );
  const summary = sweepSummary(report, unreadable.size);
  // Also what nobody touched: some things become findings by the mere passing of time.
  await askToAssess(queue, environmentVariable("FINDINGS_QUEUE_URL"), everything);
  await writeSweep(inventory, summary, retentionMilliseconds());
  const [measured, ...more] = embeddedMetrics(world.now(), {
    Missed: { unit: "Count", value: report.first ? 0 : report.corrections.length },
    WrongFor: { unit: "Milliseconds", value: report.first ? [] : report.corrections.map(({ wrongFor }) => wrongFor) },
    LatenessP50: { unit: "Milliseconds", value: report.lateness.p50 },
    LatenessP99: { unit: "Milliseconds", value: report.lateness.p99 },
  });
  log(report.incomplete.length > 0 ? "warn" : "info", "swept", { ...summary, ...measured });
  for (const rest of more) log("info", "swept: more measurements", rest);
  return summary;
};
