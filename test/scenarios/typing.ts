/** The `sarcelle` command, as somebody in a simulated world types it, and what it writes to standard output. */

import type { Simulation } from "@sarcelle/playground/simulation";
import { vi } from "vitest";
import { run } from "../../command/run.ts";

/** What some work answers, and all that is written meanwhile. */
export const heard = async <Answer>(
  work: () => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly said: string }> => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const answer = await work();
    return { answer, said: written.join("") };
  } finally {
    spy.mockRestore();
  }
};

type World = Pick<Simulation, "asOperator">;

/** A command that the operator types, with its exit code and what it prints. Rejects as the command does. */
export const typed = async (world: World, ...words: readonly string[]) => {
  const { answer: code, said } = await heard(() => world.asOperator(() => run(words)));
  return { code, said };
};

/** What a command prints, or the message of what it throws. */
export const says = (world: World, ...words: readonly string[]): Promise<string> =>
  typed(world, ...words).then(
    ({ said }) => said,
    (error: Error) => error.message,
  );
