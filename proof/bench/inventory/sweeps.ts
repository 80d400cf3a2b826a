/** Sweeps over a large fleet, and beside them the scan that they replace: describe everything, write everything anew. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { listings } from "../../../src/aws/inventory/listings.ts";
import { rowDigests } from "../../../src/aws/inventory/query.ts";
import type { Observed } from "../../../src/aws/inventory/sightings.ts";
import { inventoryStore } from "../../../src/aws/inventory/store.ts";
import { currentItem } from "../../../src/aws/inventory/table.ts";
import { milliseconds, systemClock } from "../../../src/clock.ts";
import { defaults } from "../../../src/deployment/defaults.ts";
import { decide } from "../../../src/inventory/decide.ts";
import { sweep } from "../../../src/inventory/sweep.ts";
import { here } from "./described-fleet.ts";
import type { Fleet } from "./fleet.ts";
import { type Cost, measured } from "./measured.ts";
import type { memoryTable, Spent } from "./memory-table.ts";

const retention = defaults.inventoryRetentionDays * milliseconds.day;
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
  const calls = Object.entries(fleet.takeCalls());
  const total = (some: readonly (readonly [string, number])[]) => some.reduce((sum, [, count]) => sum + count, 0);
  return {
    resources: fleet.resources,
    written,
    describeCalls: total(calls),
    loadBalancingCalls: total(calls.filter(([operation]) => loadBalancingCall.test(operation))),
    table: table.takeSpent(),
    ...cost,
  };
};

/** One sweep, as the function makes it. */
export const sweepOnce = (fleet: Fleet, table: MemoryTable): Promise<Scan> =>
  counted(fleet, table, async () => {
    const { recorded, incomplete } = await sweep(
      {
        store: inventoryStore(table.inventory, retention, systemClock),
        summaries: () => rowDigests(table.inventory),
        listings: await listings(observedOf(fleet)),
        now,
      },
      now(),
    );
    const [broken] = incomplete;
    if (broken !== undefined) throw new Error(`The sweep could not list ${broken.types.join(", ")}: ${broken.why}`);
    return recorded.length;
  });

/** The daily scan: the same descriptions, and every row put again, whether it changed or not. */
export const scanOnce = (fleet: Fleet, table: MemoryTable): Promise<Scan> =>
  counted(fleet, table, async () => {
    let written = 0;
    for (const { pages } of await listings(observedOf(fleet)))
      for await (const page of pages())
        for (const sighting of page) {
          const decision = decide(undefined, sighting, [], now());
          if (decision.kind !== "record") continue;
          const { client, name: TableName } = table.inventory;
          await client.send(new PutItemCommand({ TableName, Item: currentItem(decision.row, retention) }));
          written += 1;
        }
    return written;
  });
