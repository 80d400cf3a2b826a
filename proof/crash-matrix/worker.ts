/** A process of the crash matrix: runs what it is told, one thing after another. */
import { serveJobs } from "../simulation/workers.ts";
import type { Case, Extent } from "./cases.ts";
import type { CaseResult } from "./outcome.ts";
import { type CleanRun, runCase, runClean } from "./run-case.ts";
import { createWorlds } from "./worlds.ts";

export type MatrixJob =
  | { readonly kind: "clean"; readonly action: string; readonly extent: Extent }
  | { readonly kind: "case"; readonly case: Case; readonly clean: CleanRun };

export type MatrixJobDone =
  | { readonly kind: "clean"; readonly clean: CleanRun }
  | { readonly kind: "case"; readonly result: CaseResult };

const worlds = createWorlds(process.argv[2] ?? "");

const work = async (job: MatrixJob): Promise<MatrixJobDone> =>
  job.kind === "clean"
    ? { kind: "clean", clean: await runClean(job.action, worlds, job.extent) }
    : { kind: "case", result: await runCase(job.case, job.clean, worlds) };

serveJobs(work);
