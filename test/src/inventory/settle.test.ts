import { expect, it } from "vitest";
import type { Row } from "../../../src/inventory/model.ts";
import type { RowStore } from "../../../src/inventory/ports.ts";
import { settle } from "../../../src/inventory/settle.ts";
import { instance, minute, noon } from "./estate.ts";

const row = instance("i-0a");
const sighting = { ref: row.ref, readAt: noon + minute, facts: { ...row.facts, name: "another" } };

/** Of which every row is another's by the time that it is written. */
const lost = (rows: readonly Row[]): RowStore => ({
  read: async () => new Map(rows.map((each) => [each.ref.arn, each])),
  replace: async () => false,
});
const settled = (known: Row | undefined, rows: readonly Row[]) =>
  settle(lost(rows), () => noon + minute, known, sighting, [], "sweep");

it("a row that others write all the time is left to a later look", async () => {
  const again = { kind: "again", why: "the row changes faster than it can be written" };
  expect(await settled(row, [row])).toEqual(again);
  expect(await settled(undefined, [row])).toEqual(again);
});

it("a row that is there and cannot be read is not written over", async () => {
  expect(await settled(undefined, [])).toEqual({ kind: "again", why: "the row cannot be read" });
});
