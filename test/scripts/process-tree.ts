import { type ChildProcess, execFileSync } from "node:child_process";
import { expect, vi } from "vitest";

const processTable = () =>
  execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));

/** The processes that a process started, and those that they started. */
export const descendants = ({ pid }: ChildProcess): readonly number[] => {
  const table = processTable();
  const below = (parent: number): number[] =>
    table.flatMap(([child = 0, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid ?? -1);
};

/** Waits until none of them is left. */
export const allGone = (processes: readonly number[]): Promise<void> =>
  vi.waitFor(
    () => {
      const alive = new Set(processTable().map(([pid]) => pid));
      expect(processes.filter((pid) => alive.has(pid))).toEqual([]);
    },
    { timeout: 20_000, interval: 50 },
  );
