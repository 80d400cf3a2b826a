import { machineNow } from "@sarcelle/playground/wall-clock";

/** Lets so many milliseconds of the machine's pass. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks until the answer is something; rejects after so many seconds, saying what for. */
export const awaitThat = async <T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> => {
  const until = machineNow() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (machineNow() > until) throw new Error(`It took longer than ${seconds} s until ${what}.`);
    await pause(1_000);
  }
};
