import type { Context } from "aws-lambda";
import { dynamoDb, eventBridge, patientLoadBalancing, sqs } from "../../src/aws/clients.ts";
import { describeResources } from "../../src/aws/inventory/describe.ts";
import { listings } from "../../src/aws/inventory/listings.ts";
import { observed, observers, retentionMilliseconds } from "../../src/aws/inventory/observed.ts";
import { type PassedEnvironments, passedEnvironments } from "../../src/aws/inventory/passed.ts";
import { placesThere } from "../../src/aws/inventory/query.ts";
import { askToAssess } from "../../src/aws/inventory/queue.ts";
import { sendOnward } from "../../src/aws/inventory/send-onward.ts";
import { inventoryStore, rowDigests } from "../../src/aws/inventory/store.ts";
import { endSweepLease, takeSweepLease } from "../../src/aws/inventory/sweep-lease.ts";
import {
  keepProgress,
  longestRestMilliseconds,
  notedPages,
  notePage,
  sweepProgress,
} from "../../src/aws/inventory/sweep-progress.ts";
import { lastSweeps, writeSweep } from "../../src/aws/inventory/sweeps.ts";
import { paced } from "../../src/aws/paced.ts";
import { tellTheLog } from "../../src/aws/stored.ts";
import { inventoryTable, mainTable, type Table } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { environmentVariable } from "../../src/env.ts";
import { embeddedMetrics } from "../../src/inventory/metrics.ts";
import { type SweepSummary, sweepSummary } from "../../src/inventory/queries/freshness.ts";
import {
  beginSweep,
  latenessOf,
  type SweepPorts,
  type SweepProgress,
  type SweptPart,
  sweepPart,
} from "../../src/inventory/sweep.ts";
import { log, logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const inventory = inventoryTable(dynamoDb());
const queue = sqs();
const events = eventBridge();

/** A quarter of what Elastic Load Balancing gives an account: ten descriptions a second, forty at once. Deployments have the rest. */
const pace = { callsPerSecond: 2.5, atOnce: 10 };

/** A part begins no page after so long: the function ends at five minutes, and a page takes one at most. */
const partMilliseconds = 200_000;

const findingsQueue = (): string => environmentVariable("FINDINGS_QUEUE_URL");
const rowsOf = (rows: Table) => inventoryStore(rows, retentionMilliseconds(), systemClock);

type Invocation = Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">;

/** Compares everything that AWS lists with the table, a part of it at a time, and corrects what differs; not while another does. */
export const handler = logged(async (_event: unknown, context: Invocation): Promise<SweepSummary | undefined> => {
  // A dead one is out of time when its lease is.
  const now = systemClock.now();
  const lease = { holder: context.awsRequestId, until: now + context.getRemainingTimeInMillis() };
  if (!(await takeSweepLease(inventory, lease, now))) {
    log("info", "another sweep is at work: this one leaves everything to it");
    return undefined;
  }
  const before = await sweepProgress(inventory);
  let part: SweptPart;
  try {
    const environments = passedEnvironments(inventory, rowsOf(inventory), systemClock);
    part = await sweepOn(before, environments, now + partMilliseconds);
    await tell(part, environments);
  } finally {
    await endSweepLease(inventory, lease, systemClock.now());
  }
  if (part.sweep.endedAt !== undefined) return sweepSummary(part.sweep);
  // Only now: the next part must find the lease free.
  const why = part.overtaken ? undefined : await sendOnward(events, table.name);
  if (why !== undefined) log("warn", "the sweep goes on at the next hour: nobody could be told", { why });
  return undefined;
});

const portsOf = (environments: PassedEnvironments): SweepPorts => {
  const world = observed(observers(paced(patientLoadBalancing(), pace, systemClock)), table);
  const unreadable = new Set<string>();
  const rows: Table = {
    client: inventory.client,
    name: inventory.name,
    tell(item) {
      unreadable.add(item.key);
      tellTheLog(item);
    },
  };
  return {
    store: rowsOf(rows),
    describe: (refs) => describeResources(world, refs),
    listings: (cautious) => listings(world, cautious ? 1 : undefined),
    digests: (refs) => rowDigests(rows, refs, systemClock),
    rows: (from) => placesThere(rows, from),
    // Each is looked at: some things become findings by the mere passing of time.
    async passed(some) {
      await environments.pass(some);
      await askToAssess(queue, findingsQueue(), { environments: some });
    },
    note: (sweep, hashes) => notePage(rows, sweep, hashes),
    noted: (sweep, which) => notedPages(rows, sweep, which),
    keep: (sweep) => keepProgress(rows, sweep),
    unreadable: () => unreadable.size,
    now: world.now,
  };
};

/** Goes on with the sweep that is not over, or begins one. */
const sweepOn = async (
  newest: SweepProgress | undefined,
  environments: PassedEnvironments,
  until: number,
): Promise<SweptPart> => {
  const ports = portsOf(environments);
  const isOpen =
    newest !== undefined && newest.endedAt === undefined && ports.now() - newest.movedAt < longestRestMilliseconds;
  if (isOpen) return sweepPart(ports, newest, until);
  const [last] = await lastSweeps(inventory, 1);
  return sweepPart(ports, await beginSweep(ports, last?.startedAt), until);
};

/** Says what a part did, and has looked for findings. */
const tell = async (
  { sweep, corrections, environments, overtaken }: SweptPart,
  passed: PassedEnvironments,
): Promise<void> => {
  const late = sweep.endedAt === undefined ? [] : [latenessOf(sweep)];
  const [measured, ...more] = embeddedMetrics(systemClock.now(), {
    Missed: { unit: "Count", value: corrections.length },
    WrongFor: { unit: "Milliseconds", value: corrections.map(({ wrongFor }) => wrongFor) },
    LatenessP50: { unit: "Milliseconds", value: late.map(({ p50 }) => p50) },
    LatenessP99: { unit: "Milliseconds", value: late.map(({ p99 }) => p99) },
  });
  await askToAssess(queue, findingsQueue(), { environments });
  if (sweep.endedAt === undefined) {
    const { part, listing, page, listed } = sweep;
    log("info", "swept a part", { part, listing, page, listed, overtaken, ...measured });
  } else {
    const summary = sweepSummary(sweep);
    await askToAssess(queue, findingsQueue(), { environments: await passed.unseen(), installation: true });
    await writeSweep(inventory, summary, retentionMilliseconds());
    log(summary.incomplete.length > 0 ? "warn" : "info", "swept", { ...summary, ...measured });
  }
  for (const rest of more) log("info", "swept: more measurements", rest);
};
