import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const megabyte = 1_048_576;
const looksApart = 20;

/** Runs `work` and measures its wall time and how much of the heap it had in use at most, garbage included. */
export const measured = async <T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly seconds: number; readonly peakMegabytes: number }> => {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  };
  const looking = setInterval(look, looksApart);
  const began = performance.now();
  try {
    const result = await work();
    const seconds = (performance.now() - began) / 1_000;
    look();
    return { result, seconds, peakMegabytes: (most - before) / megabyte };
  } finally {
    clearInterval(looking);
  }
};
