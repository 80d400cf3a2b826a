/** A process of chaos: runs one seed after another. */
import { serveJobs } from "../simulation/workers.ts";
import { type Manner, type RunResult, runChaos } from "./run.ts";

export interface ChaosJob {
  readonly seed: number;
  readonly manner: Manner;
}

const template = process.argv[2] ?? "";

serveJobs(({ seed, manner }: ChaosJob): Promise<RunResult> => runChaos(seed, template, manner));
