/** Work spread over processes: each does one job after another. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Jobs that come as JSON and are answered as JSON. The script of the processes names the type, so that both sides agree. */
export interface Work<Job, Done> {
  /** The script that every process runs; see `serveJobs`. */
  readonly script: URL;
  readonly args: readonly string[];
  readonly jobs: readonly Job[];
  readonly processes: number;
  /** Told of each job as it is done. */
  readonly tell: (job: Job, done: Done) => void;
}

const ask = <Job extends object, Done>(worker: ChildProcess, job: Job): Promise<Done> =>
  new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`A worker ended with ${code}.`));
    worker.once("exit", gone);
    worker.once("message", (done) => {
      worker.off("exit", gone);
      resolve(done as Done);
    });
    worker.send(job);
  });

/** Does the jobs in so many processes; answers in the jobs' order. */
export const inWorkers = async <Job extends object, Done>(work: Work<Job, Done>): Promise<readonly Done[]> => {
  const { script, args, jobs, processes, tell } = work;
  const results: Done[] = [];
  const queue = jobs.entries();
  const workers = Array.from({ length: Math.min(processes, jobs.length) }, () =>
    fork(fileURLToPath(script), args, { execArgv: [] }),
  );
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (const [index, job] of queue) {
          const done = await ask<Job, Done>(worker, job);
          results[index] = done;
          tell(job, done);
        }
      }),
    );
  } finally {
    for (const worker of workers) if (worker.connected) worker.disconnect();
  }
  return results;
};

/** The other side: does what it is told until nobody tells any more. */
export const serveJobs = <Job, Done>(work: (job: Job) => Promise<Done>): void => {
  process.on("message", (message) => {
    work(message as Job).then(
      (done) => process.send?.(done),
      // What the harness itself throws ends everything: a result without it would say too much.
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on("disconnect", () => process.exit());
};
