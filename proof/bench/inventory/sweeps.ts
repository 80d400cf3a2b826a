/** Sweeps over a large fleet, and beside them the scan that they replace: describe everything, write everything anew. */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describeResources } from "../../../src/aws/inventory/describe.ts";
import { listings } from "../../../src/aws/inventory/listings.ts";
import { refsThere } from "../../../src/aws/inventory/query.ts";
import type { Observed } from "../../../src/aws/inventory/sightings.ts";
import { inventoryStore, rowDigests } from "../../../src/aws/inventory/store.ts";
import { keepProgress, notedPages, notePage } from "../../../src/aws/inventory/sweep-progress.ts";
import { currentItem } from "../../../src/aws/inventory/table.ts";
import type { Table } from "../../../src/aws/table.ts";
import { milliseconds, systemClock } from "../../../src/clock.ts";
import { defaults } from "../../../src/deployment/defaults.ts";
import { decide } from "../../../src/inventory/decide.ts";
import { beginSweep, type SweepPorts, sweepPart } from "../../../src/inventory/sweep.ts";
import { credentials, served } from "./answering.ts";
import { here } from "./described-fleet.ts";
import type { Fleet } from "./fleet.ts";
import { type Cost, measured } from "./measured.ts";
import type { memoryTable, Spent } from "./memory-table.ts";

const retention = defaults.inventoryRetentionDays * milliseconds.day;
/** As the function's. */
const partMilliseconds = 200_000;
const now = () => Math.floor(systemClock.now());

export type MemoryTable = ReturnType<typeof memoryTable>;

export interface Scan extends Cost {
  readonly resources: number;
  readonly written: number;
  readonly describeCalls: number;
  /** Those of Elastic Load Balancing, of which AWS allows ten a second for long. */
  readonly loadBalancingCalls: number;
  readonly table: Spent;
}

const observedOf = (fleet: Fleet): Observed => ({ ...fleet.clients, registered: async () => [], here, now });

const loadBalancingCall = /LoadBalancer|Listener|Rules|Tags|Target/;

const counted = async (fleet: Fleet, table: MemoryTable, scan: () => Promise<number>): Promise<Scan> => {
  fleet.takeCalls();
  table.takeSpent();
  const { result: written, ...cost } = await measured(scan);
  return { resources: fleet.resources, written, ...callsOf(fleet.takeCalls()), table: table.takeSpent(), ...cost };
};

const callsOf = (calls: Readonly<Record<string, number>>) => {
  const all = Object.entries(calls);
  const total = (some: readonly (readonly [string, number])[]) => some.reduce((sum, [, count]) => sum + count, 0);
  return {
    describeCalls: total(all),
    loadBalancingCalls: total(all.filter(([operation]) => loadBalancingCall.test(operation))),
  };
};

const portsOf = (fleet: Fleet, inventory: Table): SweepPorts => {
  const observed = observedOf(fleet);
  return {
    store: inventoryStore(inventory, retention, systemClock),
    describe: (refs) => describeResources(observed, refs),
    listings: () => listings(observed),
    digests: (refs) => rowDigests(inventory, refs, systemClock),
    rows: (from) => refsThere(inventory, from),
    note: (sweep, hashes) => notePage(inventory, sweep, hashes),
    noted: (sweep, which) => notedPages(inventory, sweep, which),
    keep: (sweep) => keepProgress(inventory, sweep),
    unreadable: () => 0,
    now,
  };
};

/** One sweep, part by part, as the function makes it; answers how many rows it wrote. */
export const sweepWhole = async (fleet: Fleet, inventory: Table): Promise<number> => {
  const ports = portsOf(fleet, inventory);
  let sweep = await beginSweep(ports);
  while (sweep.endedAt === undefined) ({ sweep } = await sweepPart(ports, sweep, now() + partMilliseconds));
  const [broken] = sweep.incomplete;
  if (broken !== undefined) throw new Error(`The sweep could not list ${broken.types.join(", ")}: ${broken.why}`);
  return sweep.corrected;
};

/** One sweep in this process. */
export const sweepOnce = (fleet: Fleet, table: MemoryTable): Promise<Scan> =>
  counted(fleet, table, () => sweepWhole(fleet, table.inventory));

const alonePath = fileURLToPath(new URL("./sweep-alone.ts", import.meta.url));

interface Alone {
  readonly cost: Cost;
  readonly written: number;
  readonly calls: Readonly<Record<string, number>>;
}

/** One sweep in a process of its own, which asks this one's table. */
export const sweepAlone = (fleet: Fleet, table: MemoryTable): Promise<Scan> =>
  served(table.answer, async (endpoint) => {
    table.takeSpent();
    const env = { ...process.env, ...credentials, AWS_ENDPOINT_URL: endpoint };
    const args = [alonePath, String(fleet.resources), String(fleet.stopped())];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const { cost, written, calls }: Alone = JSON.parse(stdout);
    return { resources: fleet.resources, written, ...callsOf(calls), table: table.takeSpent(), ...cost };
  });

/** The daily scan: the same descriptions, and every row put again, whether it changed or not. */
export const scanOnce = (fleet: Fleet, table: MemoryTable): Promise<Scan> =>
  counted(fleet, table, async () => {
    let written = 0;
    for (const { pages } of await listings(observedOf(fleet)))
      for await (const { items } of pages())
        for (const sighting of items) {
          const decision = decide(undefined, sighting, [], now());
          if (decision.kind !== "record") continue;
          const { client, name: TableName } = table.inventory;
          await client.send(new PutItemCommand({ TableName, Item: currentItem(decision.row, retention) }));
          written += 1;
        }
    return written;
  });
