/**
 * Runs tests on mutants, one after another, in a Vitest that stays warm. Its working directory is a copy of the tree, the only place
 * that is ever changed. A mutant that never ends is ended with this process, by whoever started it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { createVitest } from "vitest/node";
import { type Mutant, mutated } from "./mutants.ts";

export interface Task {
  readonly mutant: Mutant | undefined;
  readonly tests: readonly string[];
}
export type MutantVerdict = "killed" | "survived";

const vitest = await createVitest(
  "test",
  {
    watch: false,
    project: ["product", "units"],
    reporters: [{}],
    maxWorkers: 1,
    pool: "threads",
    isolate: false,
    bail: 1,
  },
  { logLevel: "silent", server: { watch: null } },
);
await vitest.standalone();

const run = async ({ mutant, tests }: Task): Promise<MutantVerdict> => {
  const file = mutant === undefined ? undefined : resolve(mutant.file);
  const source = file === undefined ? "" : readFileSync(file, "utf8");
  if (file !== undefined && mutant !== undefined) {
    writeFileSync(file, mutated(source, mutant));
    vitest.invalidateFile(file);
  }
  try {
    const specifications = (await vitest.globTestSpecifications([...tests])).filter(({ moduleId }) =>
      tests.some((test) => moduleId === resolve(test)),
    );
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
    // Vitest answers with the modules of all its runs: one that this run had no part in failed by an earlier mutant.
    const ran = testModules.filter(({ moduleId }) => specifications.some((each) => each.moduleId === moduleId));
    const passed = ran.length === tests.length && ran.every((module) => module.ok());
    return passed && unhandledErrors.length === 0 ? "survived" : "killed";
  } finally {
    if (file !== undefined) {
      writeFileSync(file, source);
      vitest.invalidateFile(file);
    }
  }
};

process.on("message", (task: Task) => {
  void run(task).then((verdict) => process.send?.(verdict));
});
process.send?.("ready");
