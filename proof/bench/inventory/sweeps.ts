/** Sweeps over a large fleet, and beside them the scan that they replace: describe everything, write everything anew. */

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describeResources } from "../../../src/aws/inventory/describe.ts";
import { listings } from "../../../src/aws/inventory/listings.ts";
import { passedEnvironments } from "../../../src/aws/inventory/passed.ts";
import { placesThere } from "../../../src/aws/inventory/query.ts";
import type { Observed } from "../../../src/aws/inventory/sightings.ts";
import { inventoryStore, rowDigests } from "../../../src/aws/inventory/store.ts";
import { keepProgress, notedPages, notePage } from "../../../src/aws/inventory/sweep-progress.ts";
import { writeSweep } from "../../../src/aws/inventory/sweeps.ts";
import { currentItem } from "../../../src/aws/inventory/table.ts";
import type { Table } from "../../../src/aws/table.ts";
import { milliseconds, systemClock } from "../../../src/clock.ts";
import { defaults } from "../../../src/deployment/defaults.ts";
import { decide } from "../../../src/inventory/decide.ts";
import { freshness, sweepSummary } from "../../../src/inventory/queries/freshness.ts";
import { beginSweep, type SweepPorts, sweepPart } from "../../../src/inventory/sweep.ts";
import { credentials, served } from "./answering.ts";
import { here } from "./described-fleet.ts";
import { type Fleet, isLoadBalancing } from "./fleet.ts";
import { type Cost, measured } from "./measured.ts";
import type { memoryTable, Spent } from "./memory-table.ts";

const retention = defaults.inventoryRetentionDays * milliseconds.day;
/** As the function's. */
const partMilliseconds = 200_000;

export type MemoryTable = ReturnType<typeof memoryTable>;

export interface Scan extends Cost {
  readonly resources: number;
  readonly written: number;
  readonly describeCalls: number;
  /** Those of Elastic Load Balancing, of which AWS allows ten a second for long. */
  readonly loadBalancingCalls: number;
  readonly table: Spent;
  /** Of a sweep: the daily scan goes at one go. */
  readonly parts: PartsOfSweep | null;
}

/** How a sweep went, in the time of its world. */
export interface PartsOfSweep {
  readonly count: number;
  readonly longestSeconds: number;
  readonly wholeSeconds: number;
  /** How old what was compared is when the sweep is over: what `freshness` says of each part. */
  readonly compared: readonly { readonly types: string; readonly ageSeconds: number }[];
}

interface Swept {
  readonly written: number;
  readonly parts: PartsOfSweep;
}

const observedOf = (fleet: Fleet): Observed => ({ ...fleet.clients, registered: async () => [], here, now: fleet.now });

const callsOf = (calls: Readonly<Record<string, number>>) => {
  const all = Object.entries(calls);
  const total = (some: readonly (readonly [string, number])[]) => some.reduce((sum, [, count]) => sum + count, 0);
  return {
    describeCalls: total(all),
    loadBalancingCalls: total(all.filter(([operation]) => isLoadBalancing(operation))),
  };
};

const counted = async (
  fleet: Fleet,
  table: MemoryTable,
  scan: () => Promise<Omit<Swept, "parts"> & { readonly parts: PartsOfSweep | null }>,
): Promise<Scan> => {
  fleet.takeCalls();
  table.takeSpent();
  const { result, ...cost } = await measured(scan);
  return { resources: fleet.resources, ...result, ...callsOf(fleet.takeCalls()), table: table.takeSpent(), ...cost };
};

const portsOf = (fleet: Fleet, inventory: Table): SweepPorts => {
  const observed = observedOf(fleet);
  const store = inventoryStore(inventory, retention, systemClock);
  return {
    store,
    describe: (refs) => describeResources(observed, refs),
    listings: () => listings(observed),
    digests: (refs) => rowDigests(inventory, refs, systemClock),
    rows: (from) => placesThere(inventory, from),
    passed: passedEnvironments(inventory, store, fleet).pass,
    note: (sweep, hashes) => notePage(inventory, sweep, hashes),
    noted: (sweep, which) => notedPages(inventory, sweep, which),
    keep: (sweep) => keepProgress(inventory, sweep),
    unreadable: () => 0,
    now: fleet.now,
  };
};

/** One sweep, part by part, as the function makes it. */
export const sweepWhole = async (fleet: Fleet, inventory: Table): Promise<Swept> => {
  let sweep = await beginSweep(portsOf(fleet, inventory));
  const seconds: number[] = [];
  while (sweep.endedAt === undefined) {
    const began = fleet.now();
    ({ sweep } = await sweepPart(portsOf(fleet, inventory), sweep, began + partMilliseconds));
    seconds.push((fleet.now() - began) / 1_000);
  }
  const [broken] = sweep.incomplete;
  if (broken !== undefined) throw new Error(`The sweep could not list ${broken.types.join(", ")}: ${broken.why}`);
  const summary = sweepSummary(sweep);
  await writeSweep(inventory, summary, retention);
  const parts = freshness(summary, fleet.now(), sweep).parts;
  return {
    written: sweep.corrected,
    parts: {
      count: seconds.length,
      longestSeconds: Math.max(...seconds),
      wholeSeconds: (sweep.endedAt - sweep.startedAt) / 1_000,
      compared: parts.map(({ types, age }) => ({ types: types.join(", "), ageSeconds: age / 1_000 })),
    },
  };
};

/** One sweep in this process. */
export const sweepOnce = (fleet: Fleet, table: MemoryTable): Promise<Scan> =>
  counted(fleet, table, () => sweepWhole(fleet, table.inventory));

const alonePath = fileURLToPath(new URL("./sweep-alone.ts", import.meta.url));

interface Alone {
  readonly cost: Cost;
  readonly swept: Swept;
  readonly calls: Readonly<Record<string, number>>;
}

/** One sweep in a process of its own, with the function's own limits, which asks this one's table. */
export const sweepAlone = async (fleet: Fleet, table: MemoryTable): Promise<Scan> => {
  const heap = await heapOptions();
  return served(table.answer, async (endpoint) => {
    table.takeSpent();
    const env = { ...process.env, ...credentials, AWS_ENDPOINT_URL: endpoint };
    const before = fleet.waited();
    const args = [...heap, alonePath, ...[fleet.resources, fleet.stopped(), before].map(String)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const { cost, swept, calls }: Alone = JSON.parse(stdout);
    fleet.waited(swept.parts.wholeSeconds * 1_000);
    return { resources: fleet.resources, ...swept, ...callsOf(calls), table: table.takeSpent(), ...cost };
  });
};

/** What the function's process is started with: its template says it, where Lambda would take nine tenths of its memory. */
const heapOptions = async (): Promise<readonly string[]> => {
  const functions = await readFile(new URL("../../../functions/inventory.yml", import.meta.url), "utf8");
  const options = /^ *NODE_OPTIONS: (.+)$/m.exec(functions)?.[1];
  if (options === undefined) throw new Error("functions/inventory.yml gives sweepInventory no NODE_OPTIONS.");
  return options.split(" ");
};

/** The daily scan: the same descriptions, and every row put again, whether it changed or not. */
export const scanOnce = (fleet: Fleet, table: MemoryTable): Promise<Scan> =>
  counted(fleet, table, async () => {
    let written = 0;
    for (const { pages } of await listings(observedOf(fleet)))
      for await (const { items } of pages())
        for (const sighting of items) {
          const decision = decide(undefined, sighting, [], fleet.now());
          if (decision.kind !== "record") continue;
          const { client, name: TableName } = table.inventory;
          await client.send(new PutItemCommand({ TableName, Item: currentItem(decision.row, retention) }));
          written += 1;
        }
    return { written, parts: null };
  });
