/** A process of chaos: runs one seed after another. */
import { serveJobs } from "../simulation/workers.ts";
import { type RunResult, runChaos } from "./run.ts";

export interface Job {
  readonly seed: number;
}

const template = process.argv[2] ?? "";

serveJobs(({ seed }: Job): Promise<RunResult> => runChaos(seed, template));
