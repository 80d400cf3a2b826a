/** Many runs of chaos, and what they say together. */
import { inWorkers } from "../simulation/workers.ts";
import { type Manner, type RunResult, usualManner } from "./run.ts";
import type { ChaosJob } from "./worker.ts";

export interface Chaos extends Omit<RunResult, "broken" | "story"> {
  readonly runs: number;
  readonly broken: RunResult["broken"];
  /** Of real time. */
  readonly seconds: number;
}

/** Far apart, so that the runs of one seed are not those of the next; the first is the seed itself, so that a run replays alone. */
const stride = 0x9e3779b1;

/** The seed of a run: run 0 of a seed is the seed's own. None is negative: that would look like an option. */
export const seedOf = (seed: number, run: number): number =>
  run === 0 ? seed : (seed + Math.imul(run, stride)) & 0x7fff_ffff;

/** The sums over all runs, with the story of each that broke an invariant. */
export const summarise = (seed: number, results: readonly RunResult[], seconds: number): Chaos => {
  const sum = (of: (result: RunResult) => number) => results.reduce((total, result) => total + of(result), 0);
  return {
    seed,
    runs: results.length,
    steps: sum(({ steps }) => steps),
    deployments: {
      succeeded: sum(({ deployments }) => deployments.succeeded),
      rolledBack: sum(({ deployments }) => deployments.rolledBack),
      rollbackFailed: sum(({ deployments }) => deployments.rollbackFailed),
      refused: sum(({ deployments }) => deployments.refused),
    },
    faults: sum(({ faults }) => faults),
    failedRequests: sum(({ failedRequests }) => failedRequests),
    broken: results.flatMap(({ broken }) => broken),
    seconds,
  };
};

/** So many runs in so many processes, telling of its progress. */
export const manyRuns = async (
  seed: number,
  runs: number,
  manner: Manner,
  template: string,
  processes: number,
  tell: (line: string) => void,
): Promise<Chaos> => {
  const begun = performance.now();
  let finished = 0;
  let broken = 0;
  const results = await inWorkers<ChaosJob, RunResult>({
    script: new URL("worker.ts", import.meta.url),
    args: [template],
    jobs: Array.from({ length: runs }, (_, run) => ({ seed: seedOf(seed, run), manner })),
    processes,
    tell(job, result) {
      finished += 1;
      broken += result.broken.length > 0 ? 1 : 0;
      if (result.broken.length > 0)
        tell(`seed ${job.seed}: ${result.broken.map(({ invariant }) => invariant).join("; ")}`);
      if (finished % 10 === 0 || finished === runs) tell(`${finished}/${runs} runs, ${broken} broken`);
    },
  });
  return summarise(seed, results, Math.round((performance.now() - begun) / 100) / 10);
};

/** The summary as a person reads it: a broken run with what was done, step by step, and how to see it again. */
export const chaosText = (chaos: Chaos, { real, steps: most }: Manner = usualManner): string => {
  const { runs, seed, steps, deployments, faults, failedRequests, broken, seconds } = chaos;
  const lines: readonly (readonly [string, number | string])[] = [
    ["runs", runs],
    ["steps", steps],
    ["succeeded", deployments.succeeded],
    ["rolled back", deployments.rolledBack],
    ["rollback failed", deployments.rollbackFailed],
    ["refused", deployments.refused],
    ["faults that struck", faults],
    ["failed requests", failedRequests],
    ["broken invariants", broken.length],
    ["seconds", seconds],
    ["seed", seed],
  ];
  const manner = `${most === usualManner.steps ? "" : ` --steps ${most}`}${real ? " --real" : ""}`;
  const width = Math.max(...lines.map(([name]) => name.length));
  return [
    ...lines.map(([name, value]) => `${name.padEnd(width)}  ${String(value).padStart(11)}`),
    ...broken.flatMap((each) => [
      "",
      `Broken: ${each.invariant}`,
      ...each.story.map((line) => `  ${line}`),
      `Again: npm run chaos -- --seed ${each.seed} --runs 1${manner}`,
    ]),
    "",
  ].join("\n");
};
