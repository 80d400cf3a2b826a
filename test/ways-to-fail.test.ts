/** The table of every way to fail is as true as its tests: each line names one, and each of them has its line. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/proof.md"), "utf8");
const [, section = ""] = page.split(/^## Every way to fail$/m);
const [table = ""] = section.split(/^## /m);

/** Each line as the titles of a test, from the outside in, and the file that holds it. */
const lines = table
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => {
    const [, file = "", titles = ""] = /`([\w-]+)`: (.*) \|$/.exec(line) ?? [];
    return { file, titles: titles.split(" › ") };
  });

/** The source of a test, in virtual or in real time, whose titles have N where a number is put in. */
const sourceOf = (file: string) => {
  const places = ["test/scenarios", "test/scenarios/real"].map((folder) => join(root, folder, `${file}.test.ts`));
  return readFileSync(places.find(existsSync) ?? file, "utf8").replaceAll("%i", "N");
};

/** The files whose every test is about a way to fail. */
const whole = [
  "ways-to-fail",
  "ways-to-fail-in-a-rollback",
  "zombies",
  "slow-aws",
  "slow-to-empty",
  "blocked-sides",
  "alarms-before-the-switch",
];

describe("the table of every way to fail", () => {
  it("names tests that there are", () => {
    expect(lines.length).toBeGreaterThan(30);
    const missing = lines.flatMap(({ titles, file }) =>
      titles.filter((title) => !sourceOf(file).includes(`"${title}"`)).map((title) => `${file}: ${title}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(whole)("names every test of %s", (file) => {
    const tests = [...sourceOf(file).matchAll(/\bit\(\s*"([^"]+)"/g)].map(([, title]) => title);
    expect(tests.length).toBeGreaterThan(2);
    const named = lines.filter((line) => line.file === file).map(({ titles }) => titles.at(-1));
    expect(tests.filter((title) => !named.includes(title))).toEqual([]);
  });
});
