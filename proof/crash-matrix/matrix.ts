import { inWorkers } from "../simulation/workers.ts";
import { type Case, callOf, type Extent, faultOf, nameOf } from "./cases.ts";
import type { CaseResult } from "./outcome.ts";
import { progressOf } from "./progress.ts";
import type { CleanRun } from "./run-case.ts";
import type { MatrixJob, MatrixJobDone } from "./worker.ts";

/** What becomes of every action when every call that it makes breaks in every way. */
export interface MatrixSummary {
  readonly cases: number;
  /** Of these, the faults that strike a rollback, by action. */
  readonly inRollbacks: Readonly<Record<string, number>>;
  readonly restored: number;
  /** The deployment succeeded all the same, and says so. */
  readonly rolledForward: number;
  readonly conflicts: number;
  readonly failedRequests: number;
  readonly notRestored: readonly {
    readonly action: string;
    readonly call: string;
    readonly fault: string;
    readonly diff: readonly string[];
  }[];
}

export interface Selection {
  readonly actions: readonly string[];
  /** Part of a call's or a state's name. */
  readonly call: string;
  /** Part of a fault's name. */
  readonly fault: string;
  readonly extent: Extent;
}

const summarise = (cases: readonly Case[], results: readonly CaseResult[]): MatrixSummary => {
  const count = (ending: CaseResult["ending"]) => results.filter((result) => result.ending === ending).length;
  const sum = (of: (result: CaseResult) => number) => results.reduce((total, result) => total + of(result), 0);
  return {
    cases: cases.length,
    inRollbacks: Object.fromEntries(
      [
        ...Map.groupBy(
          cases.filter(({ kind }) => kind === "undo"),
          ({ action }) => action,
        ),
      ].map(([action, each]) => [action, each.length]),
    ),
    restored: count("restored"),
    rolledForward: count("rolledForward"),
    conflicts: sum(({ conflicts }) => conflicts),
    failedRequests: sum(({ failedRequests }) => failedRequests),
    notRestored: cases.flatMap((each, index) => {
      const result = results[index];
      return result?.ending === "notRestored"
        ? [{ action: each.action, call: callOf(each), fault: faultOf(each), diff: result.diff }]
        : [];
    }),
  };
};

/** What a person reads for an ending. */
const endings: Readonly<Record<CaseResult["ending"], string>> = {
  restored: "restored",
  rolledForward: "rolled forward",
  notRestored: "NEITHER STATE",
};

/** Runs the selected part of the matrix in so many processes, telling of its progress. */
export const runMatrix = async (
  selection: Selection,
  template: string,
  processes: number,
  tell: (line: string) => void,
): Promise<MatrixSummary> => {
  const startedAt = Date.now();
  const work = (jobs: readonly MatrixJob[], told: (job: MatrixJob, done: MatrixJobDone) => void) =>
    inWorkers({ script: new URL("worker.ts", import.meta.url), args: [template], jobs, processes, tell: told });
  const cleanRuns = await work(
    selection.actions.map((action) => ({ kind: "clean", action, extent: selection.extent })),
    (job) => tell(`A clean run of ${job.kind === "clean" ? job.action : ""} says what there is to break.`),
  );
  const jobs = cleanRuns.flatMap((done) => {
    const clean = (done as { readonly clean: CleanRun }).clean;
    return [...clean.cases, ...clean.undoing]
      .filter((each) => callOf(each).includes(selection.call) && faultOf(each).includes(selection.fault))
      .map((each) => ({ kind: "case", case: each, clean }) as const);
  });
  const progress = progressOf(jobs.length, startedAt);
  const results = await work(jobs, (job, done) => {
    if (job.kind === "case" && done.kind === "case")
      tell(progress(endings[done.result.ending], nameOf(job.case), Date.now()));
  });
  return summarise(
    jobs.map((job) => job.case),
    results.map((done) => (done as { readonly result: CaseResult }).result),
  );
};
