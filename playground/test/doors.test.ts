import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, string>>;
};
const doors = Object.keys(exports).map((door) => door.replace("./", ""));

it("each door stands in the README with what it is for, and no other", () => {
  const [, section = ""] = readFileSync(join(root, "README.md"), "utf8").split(/^## From a program$/m);
  const told = [...(section.split(/^## /m)[0] ?? "").matchAll(/^\| `([\w/-]+)` \| \w/gm)].map(([, door]) => door);
  expect(told.toSorted()).toEqual(doors.toSorted());
});

it.each(doors)("the door '%s' leads somewhere", async (door) => {
  const found: object = await import(join(root, exports[`./${door}`] ?? ""));
  expect(Object.keys(found).length).toBeGreaterThan(0);
});
