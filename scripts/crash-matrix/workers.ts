import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Done, Job } from "./worker.ts";

const ask = (worker: ChildProcess, job: Job): Promise<Done> =>
  new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`A worker of the crash matrix ended with ${code}.`));
    worker.once("exit", gone);
    worker.once("message", (done) => {
      worker.off("exit", gone);
      resolve(done as Done);
    });
    worker.send(job);
  });

/** Does the jobs in so many processes; answers in the jobs' order, and tells of each as it is done. */
export const inWorkers = async (
  jobs: readonly Job[],
  processes: number,
  template: string,
  tell: (job: Job, done: Done) => void,
): Promise<readonly Done[]> => {
  const results: Done[] = [];
  const queue = jobs.entries();
  const workers = Array.from({ length: Math.min(processes, jobs.length) }, () =>
    fork(fileURLToPath(new URL("worker.ts", import.meta.url)), [template], { execArgv: [] }),
  );
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (const [index, job] of queue) {
          const done = await ask(worker, job);
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
