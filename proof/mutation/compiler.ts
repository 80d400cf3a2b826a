import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Mutant, mutated } from "./mutants.ts";

/**
 * Those of the mutants that the compiler refuses, so that nobody could commit them: all at once, each as a file of its own beside the
 * one that it is made from, in a copy of the tree.
 */
export const refusedByCompiler = <T extends Mutant>(copy: string, mutants: readonly T[]): ReadonlySet<T> => {
  if (mutants.length === 0) return new Set();
  for (const [n, mutant] of mutants.entries()) {
    const source = readFileSync(join(copy, mutant.file), "utf8");
    writeFileSync(join(copy, mutant.file.replace(/\.ts$/, `.mutant-${n}.ts`)), mutated(source, mutant));
  }
  const project = join(copy, "tsconfig.mutants.json");
  // What is left unused by a mutant is not what makes it wrong.
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  writeFileSync(
    project,
    JSON.stringify({ extends: "./tsconfig.json", compilerOptions, include: ["src/**/*.mutant-*.ts"] }),
  );
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(copy, "node_modules/typescript/bin/tsc"), "-p", project, "--pretty", "false"],
    { cwd: copy, encoding: "utf8", maxBuffer: 2 ** 28 },
  );
  const refused = new Set([...stdout.matchAll(/\.mutant-(\d+)\.ts\(\d+,\d+\): error TS/g)].map(([, n]) => Number(n)));
  if (status !== 0 && refused.size === 0) throw new Error(`The compiler did not run: ${stdout}`);
  return new Set(mutants.filter((_, n) => refused.has(n)));
};
