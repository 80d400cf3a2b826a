import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const lookAgain = 250;
/** No packaging takes so long, in milliseconds: whoever wrote the lock was ended, and another process has its number now. */
const longest = 600_000;

const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;

const runs = (pid: number): boolean => {
  try {
    // Signal 0 only asks.
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
};

const isLeftBehind = (lock: string): boolean => {
  try {
    return !runs(Number(readFileSync(lock, "utf8"))) || Date.now() - statSync(lock).mtimeMs > longest;
  } catch (error) {
    // Given back meanwhile.
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
};

const take = (lock: string): boolean => {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    if (isLeftBehind(lock)) rmSync(lock, { force: true });
    return false;
  }
};

/** Does the work while no other process that asks for the same lock, a file, does its own; waits for that. */
export const alone = async <Result>(lock: string, work: () => Promise<Result>): Promise<Result> => {
  while (!take(lock)) await sleep(lookAgain);
  const giveBack = () => rmSync(lock, { force: true });
  process.once("exit", giveBack);
  try {
    return await work();
  } finally {
    process.off("exit", giveBack);
    giveBack();
  }
};
