import { expect, it } from "vitest";
import { endSweepLease, takeSweepLease } from "../../../../src/aws/inventory/sweep-lease.ts";
import { memoryTable } from "../memory-table.ts";

const minute = 60_000;
const began = Date.UTC(2026, 0, 1);
const first = { holder: "first", until: began + 15 * minute };
const second = { holder: "second", until: began + 20 * minute };

it("one sweep holds the lease, and another gets it only when it is given back", async () => {
  const table = await memoryTable();
  expect(await takeSweepLease(table, first, began)).toBe(true);
  expect(await takeSweepLease(table, second, began + minute)).toBe(false);
  await endSweepLease(table, first, began + 2 * minute);
  expect(await takeSweepLease(table, second, began + 2 * minute)).toBe(true);
});

it("the lease of a sweep that died runs out", async () => {
  const table = await memoryTable();
  await takeSweepLease(table, first, began);
  expect(await takeSweepLease(table, second, first.until - 1)).toBe(false);
  expect(await takeSweepLease(table, second, first.until)).toBe(true);
});

it("an invocation that is tried again takes its own lease", async () => {
  const table = await memoryTable();
  await takeSweepLease(table, first, began);
  expect(await takeSweepLease(table, first, began + minute)).toBe(true);
});

it("a sweep that outlived its lease does not end another's", async () => {
  const table = await memoryTable();
  await takeSweepLease(table, first, began);
  await takeSweepLease(table, second, first.until);
  await endSweepLease(table, first, first.until + 1);
  expect(await takeSweepLease(table, { ...first, until: second.until }, first.until + 1)).toBe(false);
});
