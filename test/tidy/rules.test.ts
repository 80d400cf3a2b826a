/** Each rule finds what breaks it, and nothing else. */
import { expect, it } from "vitest";
import {
  circles,
  longestFile,
  longestFunction,
  longFiles,
  longFunctions,
  sharedExports,
  undocumented,
} from "./rules.ts";
import { sourceFile } from "./source-files.ts";

const lines = (count: number, text = "  work();") => Array.from({ length: count }, () => text).join("\n");
const said = "/** What it promises. */\n";
const source = (path: string, text: string) => sourceFile(path, text);

it("a function is too long by its lines, what is inside it included", () => {
  const fits = `const fits = () => {\n${lines(longestFunction - 2)}\n};\n`;
  const long = `const outer = () => {\n  const inner = () => {\n${lines(longestFunction - 3)}\n  };\n};\n`;
  const method = `const table = {\n  long() {\n${lines(longestFunction - 1)}\n  },\n};\n`;
  expect(longFunctions([source("src/a.ts", fits + long), source("src/b.ts", method)])).toEqual([
    `src/a.ts: outer has ${longestFunction + 1} lines`,
    `src/b.ts: long has ${longestFunction + 1} lines`,
  ]);
});

it("a test's body may be long: it is a story", () => {
  const long = `it("tells", () => {\n${lines(longestFunction)}\n});\n`;
  expect(longFunctions([source("test/src/a.test.ts", long), source("playground/test/a.test.ts", long)])).toEqual([]);
});

it("a file is too long by its lines, a test too", () => {
  const files = [
    source("src/fits.ts", `${lines(longestFile, ";")}\n`),
    source("test/a.test.ts", `${lines(longestFile + 1, ";")}\n`),
  ];
  expect(longFiles(files)).toEqual([`test/a.test.ts has ${longestFile + 1} lines`]);
});

it("an exported function says what its name does not", () => {
  const text = [
    "export const bare = () => {};",
    "/** Read a table. */\nexport const readTable = () => {};",
    "// No doc comment.\nexport function plain() {}",
    "/** Of another. */\nconst other = 1;\nexport const after = () => {};",
    `${said}export const told = () => {};`,
    `${said}export async function toldToo() {}`,
    "export const value = 1;",
    "export const handler = () => {};",
    "const own = () => {};",
  ].join("\n");
  const found = ["bare", "readTable", "plain", "after"];
  expect(undocumented([source("src/a.ts", text)])).toEqual(found.map((name) => `src/a.ts: ${name}`));
});

it("a name is exported by one file of a package; a type and a value are names alike", () => {
  const shared = sharedExports([
    source("src/a.ts", "export const one = 1;\nexport interface Two {}\nexport const run = 1;"),
    source("command/b.ts", "export type Two = 2;\nexport const run = 1;\nexport const handler = 1;"),
    source("functions/c.ts", "export const handler = 1;"),
    source("playground/d.ts", "export const one = 1;"),
    source("test/e.test.ts", "export const one = 1;"),
  ]);
  expect(shared).toEqual(["sarcelle: Two in src/a.ts, command/b.ts"]);
});

it("files that import each other are a circle, types included; one that only leads into it is not in it", () => {
  const found = circles([
    source("src/a.ts", 'import { b } from "./deep/b.ts";'),
    source("src/deep/b.ts", 'import type { C } from "../c.ts";'),
    source("src/c.ts", 'export { a } from "./a.ts";'),
    source("src/d.ts", 'import { a } from "./a.ts";'),
    source("src/e.ts", 'import { d } from "./d.ts";\nimport { join } from "node:path";'),
  ]);
  expect(found).toEqual(["src/a.ts ↔ src/c.ts ↔ src/deep/b.ts"]);
});
