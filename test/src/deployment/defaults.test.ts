/** The files that cannot import a default, and must repeat it. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { defaults } from "../../../src/deployment/defaults.ts";

const files = [
  "serverless.yml",
  "functions/functions.yml",
  "functions/inventory.yml",
  "infrastructure/inventory.yml",
  "infrastructure/table.yml",
];
const text = files.map((file) => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8")).join("\n");

it("every parameter of the stack that has a default has that of the same name", () => {
  const repeated = [...text.matchAll(/\$\{param:(\w+), "([^"]*)"\}/g)]
    .map(([, name = "", value]) => ({ name, value }))
    // All others are switches and names.
    .filter(({ value = "" }) => /^\d+$/.test(value));
  expect(new Set(repeated.map(({ name }) => name)).size).toBe(5);
  const known: Readonly<Record<string, number>> = defaults;
  expect(repeated).toEqual(repeated.map(({ name }) => ({ name, value: String(known[name]) })));
});

it("the sweep runs as often as freshness expects it to", () => {
  const { sweepIntervalHours } = defaults;
  const [, sweep = ""] = text.split("\nsweepInventory:");
  expect(/schedule: rate\((.*)\)/.exec(sweep)?.[1]).toBe(
    sweepIntervalHours === 1 ? "1 hour" : `${sweepIntervalHours} hours`,
  );
});
