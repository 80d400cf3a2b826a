/** What earlier code of Sarcelle stored, as data: see the README of each folder `test/fixtures/stored-…`. */
import { readFileSync } from "node:fs";
import type { Item } from "../src/aws/table.ts";

/** Whose: `after-0.1` is of commit dcd4500, with what came to 0.1 since; `with-summaries` has the environments' summaries, and rows of format 2. */
export const earlier = ["by-0.1", "after-0.1", "with-summaries"] as const;
export type Earlier = (typeof earlier)[number];

/** Those that know of holds: of `with-holds` only what changed its format is kept. */
export const earlierHeld = ["after-0.1", "with-holds"] as const;

const textOf = (whose: Earlier | (typeof earlierHeld)[number], file: string): string =>
  readFileSync(new URL(`fixtures/stored-${whose}/${file}.json`, import.meta.url), "utf8");

/** What AWS named by itself, by what it is: `listener 8080`. */
type Names = Readonly<Record<string, string>>;

/** Both tables, and when they were so. */
interface Tables {
  readonly at: number;
  readonly main: readonly Item[];
  readonly inventory: readonly Item[];
}
/** With the names of another world in the place of their own, if there is another. */
export const atRest = (whose: Earlier, names: Names = {}): Tables =>
  JSON.parse(movedTo(names, textOf(whose, "at-rest")));

export type Left = "while-launching" | "while-baking" | "left-by-a-rollback";

/** A file with the names of another world in the place of its own. */
const movedTo = (names: Names, text: string): string => {
  const { names: own = {} }: { readonly names?: Names } = JSON.parse(text);
  return Object.entries(own).reduce(
    (rest, [what, name]) => rest.replaceAll(JSON.stringify(name).slice(1, -1), names[what] ?? name),
    text,
  );
};

const lockIn = (whose: Earlier | (typeof earlierHeld)[number], file: string, names: Names): Item => {
  const { lock }: { readonly lock: Item } = JSON.parse(movedTo(names, textOf(whose, file)));
  return lock;
};

/** The lock's item as it was left open; with the names of another world in the place of its own, if there is another. */
export const leftOpen = (whose: Earlier, left: Left, names: Names = {}): Item => lockIn(whose, `open-${left}`, names);

/** The lock's item as it is when nothing runs and a side is held, which version 0.1 did not know. */
export const held = (whose: (typeof earlierHeld)[number]): Item => lockIn(whose, "held", {});

/** The approvals as they are stored with the freeze windows that bind their deployments. */
export const approvals = (): readonly Item[] => {
  const { items }: { readonly items: readonly Item[] } = JSON.parse(textOf("with-holds", "approvals"));
  return items;
};
