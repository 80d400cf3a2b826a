/** The questions' table, and the collector for a replay, as they stand in AWS. */
import { autoScaling, ec2, loadBalancing, sts } from "../../src/aws/clients.ts";
import { registeredEnvironments, registrations } from "../../src/aws/environment-store.ts";
import { describeResources } from "../../src/aws/inventory/describe.ts";
import { heardElsewhere } from "../../src/aws/inventory/elsewhere-store.ts";
import { findingStore } from "../../src/aws/inventory/finding-store.ts";
import {
  currentRows,
  historyOf,
  released,
  releasesNow,
  rowsAsOf,
  rowsBelievedAt,
} from "../../src/aws/inventory/query.ts";
import { inventoryStore } from "../../src/aws/inventory/store.ts";
import { sweepProgress } from "../../src/aws/inventory/sweep-progress.ts";
import { lastSweeps } from "../../src/aws/inventory/sweeps.ts";
import { closedJournals, readLock } from "../../src/aws/journal-store.ts";
import type { Table } from "../../src/aws/table.ts";
import { milliseconds, systemClock } from "../../src/clock.ts";
import { defaults } from "../../src/deployment/defaults.ts";
import type { Place } from "../../src/inventory/arn.ts";
import { locate, type Stack } from "../stack.ts";
import type { InventoryReader } from "./reader.ts";
import { replay } from "./replay.ts";
import type { Replayer } from "./replay-answer.ts";

const systemNow = () => Math.floor(systemClock.now());

const placeOf = ({ account, region }: Stack): Place => ({ account, region });

/** What a replay records is kept as long as the stack keeps it, if nothing else is set there. */
const retentionMilliseconds = defaults.inventoryRetentionDays * milliseconds.day;

/** What the inventory's own table does not tell. */
interface Beside {
  /** The time where the inventory is, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly registered: InventoryReader["registered"];
  readonly deployments: InventoryReader["deployments"];
  readonly stack: string;
}

const nothing = async () => [];

/** A reader of the inventory's table `inventory`, which stands in the account and region `here`. */
export const inventoryReader = (
  inventory: Table,
  here: Place,
  { now = systemNow, registered = nothing, deployments = nothing, stack = "" }: Partial<Beside> = {},
): InventoryReader => ({
  here,
  stack,
  now,
  registered,
  current: (environment) => currentRows(inventory, environment),
  released: (version) => released(inventory, version),
  sideReleases: () => releasesNow(inventory),
  rows: async (refs) => [...(await inventoryStore(inventory, retentionMilliseconds, systemClock).read(refs)).values()],
  asOf: (time, environment) => rowsAsOf(inventory, time, now(), environment),
  believedAt: (time, environment) => rowsBelievedAt(inventory, time, now(), environment),
  history: (arn) => historyOf(inventory, arn, now()),
  deployments,
  lastSweep: async () => (await lastSweeps(inventory, 1))[0],
  sweepProgress: () => sweepProgress(inventory),
  elsewhere: () => heardElsewhere(inventory, now()),
  findings: async () =>
    (await findingStore(inventory).read()).map(({ finding }) => finding).filter(({ status }) => status === "open"),
});

/** The reader of a deployed stack. */
export const stackReader = (stack: Stack): InventoryReader =>
  inventoryReader(stack.inventoryTable, placeOf(stack), {
    now: () => systemNow() + stack.ahead,
    registered: async () => (await registrations(stack.table)).map(({ name }) => name),
    deployments: async (environment) => {
      const open = await readLock(stack.table, environment);
      return [...(await closedJournals(stack.table, environment)), ...(open === undefined ? [] : [open])];
    },
    stack: stack.table.name,
  });

/** The collector itself, against the real table: what a replayed event leads to is recorded. */
const replayer = ({ table, inventoryTable }: Stack, here: Place): Replayer => {
  let registered: ReturnType<typeof registeredEnvironments> | undefined;
  const observed = {
    autoScaling: autoScaling(),
    ec2: ec2(),
    loadBalancing: loadBalancing(),
    registered: () => {
      registered ??= registeredEnvironments(table);
      return registered;
    },
    here,
    now: systemNow,
  };
  const store = inventoryStore(inventoryTable, retentionMilliseconds, systemClock);
  return (events) =>
    replay(events, { store, describe: (refs) => describeResources(observed, refs), now: systemNow, here });
};

/** The reader of the deployed stack of that name. */
export const readerOf = async (stackName: string): Promise<InventoryReader> =>
  stackReader(await locate(sts(), stackName));

/** The collector of the deployed stack of that name. */
export const replayerOf = async (stackName: string): Promise<Replayer> => {
  const stack = await locate(sts(), stackName);
  return replayer(stack, placeOf(stack));
};
