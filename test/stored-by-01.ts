/** What version 0.1 of Sarcelle stored, as data: see `test/fixtures/stored-by-0.1/README.md`. */
import { readFileSync } from "node:fs";
import type { Item } from "../src/aws/table.ts";

const textOf = (file: string): string =>
  readFileSync(new URL(`fixtures/stored-by-0.1/${file}.json`, import.meta.url), "utf8");

/** What AWS named by itself, by what it is: `listener 8080`. */
export type Names = Readonly<Record<string, string>>;

/** Both tables, and when they were so. */
export const atRestIn01: { readonly at: number; readonly main: readonly Item[]; readonly inventory: readonly Item[] } =
  JSON.parse(textOf("at-rest"));

export type Left = "while-launching" | "while-baking" | "left-by-a-rollback";

/** The lock's item as it was left open; with the names of another world in the place of its own, if there is another. */
export const openIn01 = (left: Left, names: Names = {}): Item => {
  const text = textOf(`open-${left}`);
  const { names: own }: { readonly names: Names } = JSON.parse(text);
  const moved = Object.entries(own).reduce(
    (rest, [what, name]) => rest.replaceAll(JSON.stringify(name).slice(1, -1), names[what] ?? name),
    text,
  );
  const { lock }: { readonly lock: Item } = JSON.parse(moved);
  return lock;
};
