/**
 * A scenario stands in the folder of its time, and is run accordingly (vitest.config.ts): in `test/scenarios/real` one after another,
 * since each starts processes and waits in real time, and in virtual time everywhere else.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "scenarios");

/** What starts a world in real time, or a process. */
const ofRealTime =
  /playground\/start"|startRealWorld|real: true|node:child_process|from "\.\/(real\/)?(world|sarcelle)\.ts"/;

const files = globSync("**/*.ts", { cwd: folder }).map((name) => ({
  name,
  isTest: name.endsWith(".test.ts"),
  isReal: name.startsWith("real/"),
  usesRealTime: ofRealTime.test(readFileSync(join(folder, name), "utf8")),
}));

it("a scenario that starts a world in real time stands in real/", () => {
  expect(files.length).toBeGreaterThan(25);
  expect(files.filter(({ isReal, usesRealTime }) => usesRealTime && !isReal).map(({ name }) => name)).toEqual([]);
});

it("a scenario in real/ does start one", () => {
  expect(
    files.filter(({ isTest, isReal, usesRealTime }) => isTest && isReal && !usesRealTime).map(({ name }) => name),
  ).toEqual([]);
});
