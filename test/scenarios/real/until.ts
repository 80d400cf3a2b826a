import { setTimeout as pause } from "node:timers/promises";

const longest = 90_000;

/** Asks until there is an answer. The deadline is no expectation, only the end of waiting for what will never come. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  const deadline = performance.now() + longest;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`Waited ${longest / 1_000} s in vain until ${what}.`);
    await pause(50);
  }
};
