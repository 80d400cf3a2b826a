/** One run of something concurrent, stopped at a point where it is open what happens next. */
export interface Run {
  /** What may happen next, in words; none at the end. */
  choices(): readonly string[];
  /** Lets it happen and runs on to the next such point. Throws where it breaks what must hold. */
  take(choice: string): Promise<void>;
  /** Everything that decides what can still happen: runs in equal states go on equally. */
  state(): string;
}

export interface Explored {
  /** Different states that were reached. */
  readonly states: number;
  /** States in which nothing is left to happen. */
  readonly ends: number;
  /** Runs that were made, each of them different. */
  readonly schedules: number;
}

/** Thrown with the schedule that breaks what must hold. */
export class Broken extends Error {
  override readonly name = "Broken";
}

/**
 * Makes every run that there is, depth first, each from its start; a run that reaches a state known already ends there, since what
 * follows was or will be seen from the other. `atTheEnd` looks at each run that came to its end.
 */
export const explore = async <R extends Run>(
  start: () => Promise<R>,
  atTheEnd: (run: R) => void,
): Promise<Explored> => {
  const known = new Set<string>();
  const open: (readonly string[])[] = [[]];
  let [ends, schedules] = [0, 0];
  for (let prefix = open.pop(); prefix !== undefined; prefix = open.pop()) {
    schedules += 1;
    const run = await start();
    const taken = [...prefix];
    try {
      for (const choice of prefix) await run.take(choice);
      for (;;) {
        const state = run.state();
        if (known.has(state)) break;
        known.add(state);
        const [first, ...others] = run.choices();
        if (first === undefined) {
          ends += 1;
          atTheEnd(run);
          break;
        }
        const soFar = [...taken];
        open.push(...others.toReversed().map((other) => [...soFar, other]));
        taken.push(first);
        await run.take(first);
      }
    } catch (error) {
      throw new Broken(
        `${known.size} states, ${schedules} schedules\n${error instanceof Error ? error.message : String(error)}\n${taken.join("\n")}`,
      );
    }
  }
  return { states: known.size, ends, schedules };
};
