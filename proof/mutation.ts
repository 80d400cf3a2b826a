/**
 * Mutation testing of the decisions and the heart: changes one small thing of the source at a time and looks whether a unit test
 * notices. Works in a copy, so that no mutant is ever left behind.
 */
import { type ChildProcess, fork } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { refusedByCompiler } from "./mutation/compiler.ts";
import { type Mutant, mutantsOf } from "./mutation/mutants.ts";
import type { Task } from "./mutation/worker.ts";

const help = `Usage: npm run mutation -- [--file TEXT] [--json]

  --file TEXT   only source files whose path contains the text: src/changes, gates.ts
  --json        print one JSON document

Exit codes: 0 the score was measured; 2 it could not be.
`;
const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["src/changes", "src/deployment"];
/** Tries every run there is: too long to be repeated for each mutant. */
const tooLong = ["test/src/changes/protocol.test.ts"];
const longestControl = 120_000;
/** A mutant whose tests take so much longer than without it is a loop that never ends. */
const longestAfter = (control: number) => Math.max(5_000, 4 * control);

/** What the compiler refuses is no mutant that a test should notice. */
type Outcome = "killed" | "survived" | "timeout" | "refused";
interface Tried extends Mutant {
  readonly outcome: Outcome;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => normalize(join(folder, file)))
    .toSorted();

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/from "(\.[^"]+)"/g)].map(([, to = ""]) =>
    normalize(join(dirname(file), to)),
  );

/** All that a file imports, directly or not, of the repository. */
const reach = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (!seen.has(file)) {
    seen.add(file);
    for (const imported of importsOf(file)) reach(imported, seen);
  }
  return seen;
};

/** Starts a warm worker in its own process group, so that a loop without end can be ended with all that it started. */
const startWorker = async (copy: string): Promise<ChildProcess> => {
  const worker = fork(join(root, "proof/mutation/worker.ts"), { cwd: copy, detached: true, stdio: "ignore" });
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("exit", (code) => reject(new Error(`Vitest ended with exit code ${code} before it began.`)));
  });
  return worker;
};
const end = ({ pid }: ChildProcess) => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
};

/** A copy of the tree with a worker of its own, which is started again when a mutant had to be ended. */
const startLane = () => {
  const copy = mkdtempSync(join(tmpdir(), "mutation-"));
  for (const part of [
    "src",
    "test",
    "playground",
    "proof",
    "command",
    "scripts",
    "package.json",
    "tsconfig.json",
    "vitest.config.ts",
  ])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "dir");
  let worker: ChildProcess | undefined;
  const attempt = async (task: Task, longest: number): Promise<Outcome> => {
    worker ??= await startWorker(copy);
    const current = worker;
    const outcome = await new Promise<Outcome>((resolve) => {
      const late = setTimeout(() => resolve("timeout"), longest);
      current.once("message", (verdict: Outcome) => {
        clearTimeout(late);
        resolve(verdict);
      });
      current.send(task);
    });
    if (outcome === "timeout") {
      end(current);
      worker = undefined;
      if (task.mutant !== undefined) cpSync(join(root, task.mutant.file), join(copy, task.mutant.file));
    }
    return outcome;
  };
  const stop = () => {
    if (worker !== undefined) end(worker);
    rmSync(copy, { recursive: true, force: true });
  };
  return { copy, attempt, stop };
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      file: { type: "string", default: "" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const sources = folders.flatMap(filesIn).filter((file) => file.includes(values.file));
  if (values.help || sources.length === 0) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const lanes = Array.from({ length: Math.min(2, availableParallelism()) }, startLane);
  process.once("exit", () => {
    for (const lane of lanes) lane.stop();
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

  const tests = folders
    .flatMap((folder) => filesIn(`test/${folder}`))
    .filter((file) => file.endsWith(".test.ts") && !tooLong.includes(file))
    .map((file) => ({ file, reached: reach(file) }));
  const testsOf = (source: string) => tests.filter(({ reached }) => reached.has(source)).map(({ file }) => file);

  const mutants = sources.flatMap((source) => mutantsOf(source, readFileSync(join(root, source), "utf8")));
  const tried: Tried[] = [];
  let next = 0;
  const work = async ({ attempt }: ReturnType<typeof startLane>) => {
    let file = "";
    let longest = longestControl;
    for (let mutant = mutants[next++]; mutant !== undefined; mutant = mutants[next++]) {
      const covering = testsOf(mutant.file);
      if (mutant.file !== file && covering.length > 0) {
        // A mutant counts as killed only by tests that pass without it. The first run has everything to load, the second is timed.
        const control = { mutant: undefined, tests: covering };
        const first = await attempt(control, longestControl);
        const started = performance.now();
        if (first !== "survived" || (await attempt(control, longestControl)) !== "survived")
          throw new Error(`The tests of ${mutant.file} fail without any mutant: run 'npm test'.`);
        longest = longestAfter(performance.now() - started);
      }
      const outcome = covering.length === 0 ? "survived" : await attempt({ mutant, tests: covering }, longest);
      tried.push({ ...mutant, outcome });
      file = outcome === "timeout" ? "" : mutant.file;
      if (outcome !== "killed") process.stderr.write(`${outcome}: ${mutant.file}:${mutant.line}: ${mutant.change}\n`);
      if (tried.length % 50 === 0) process.stderr.write(`${tried.length} of ${mutants.length}\n`);
    }
  };
  await Promise.all(lanes.map(work));
  const refused = refusedByCompiler(lanes[0]?.copy ?? "", tried.filter(isSurvivor));
  report(
    sources,
    tried.map((each): Tried => (refused.has(each) ? { ...each, outcome: "refused" } : each)),
    values.json,
  );
  return 0;
};

const of = (tried: readonly Tried[], source: string) => tried.filter(({ file }) => file === source);
const byPlace = (a: Tried, b: Tried) => a.file.localeCompare(b.file) || a.line - b.line;
const isSurvivor = ({ outcome }: Tried) => outcome === "survived";

const report = (sources: readonly string[], tried: readonly Tried[], json: boolean) => {
  const counts = (some: readonly Tried[]) => {
    const [killed, timeout, refused, survived] = (["killed", "timeout", "refused", "survived"] as const).map(
      (wanted) => some.filter(({ outcome }) => outcome === wanted).length,
    ) as [number, number, number, number];
    const noticed = killed + timeout;
    const score = noticed + survived === 0 ? 100 : Math.floor((1_000 * noticed) / (noticed + survived)) / 10;
    return { killed, timeout, refused, survived, score };
  };
  const files = sources.map((file) => ({ file, ...counts(of(tried, file)) }));
  const survivors = tried
    .filter(isSurvivor)
    .toSorted(byPlace)
    .map(({ file, line, change }) => ({ file, line, change }));
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...counts(tried), files, survivors }, undefined, 2)}\n`);
    return;
  }
  const row = (cells: readonly (string | number)[]) =>
    `${String(cells[0]).padEnd(52)}${cells
      .slice(1)
      .map((cell) => String(cell).padStart(10))
      .join("")}\n`;
  process.stdout.write(row(["file", "killed", "timeout", "refused", "survived", "score"]));
  const inFolders = folders.map((folder) => ({
    file: folder,
    ...counts(tried.filter(({ file }) => file.startsWith(folder))),
  }));
  for (const { file, ...count } of [...files, ...inFolders, { file: "all", ...counts(tried) }])
    process.stdout.write(row([file, ...Object.values(count)]));
  for (const { file, line, change } of survivors) process.stdout.write(`${file}:${line}: ${change}\n`);
};

process.exitCode = await main();
process.exit();
