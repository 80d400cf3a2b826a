import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const megabyte = 1_048_576;
const looksApart = 20;

export interface Cost {
  readonly seconds: number;
  /** Of the processor, of all threads: what is left when others have it too. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** Of the heap and beside it, where buffers are. */
const inUse = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Runs `work` and measures its wall time, its processor time and how much memory it had in use at most, garbage included. */
export const measured = async <T>(work: () => Promise<T>): Promise<Cost & { readonly result: T }> => {
  collectGarbage();
  const before = inUse();
  let most = before;
  const look = () => {
    most = Math.max(most, inUse());
  };
  const looking = setInterval(look, looksApart);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  try {
    const result = await work();
    const seconds = (performance.now() - began) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    look();
    return { result, seconds, cpuSeconds: (user + system) / 1_000_000, peakMegabytes: (most - before) / megabyte };
  } finally {
    clearInterval(looking);
  }
};
