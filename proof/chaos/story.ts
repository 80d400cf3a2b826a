/** What was done in a run, in plain words, each line with the world's time in seconds since the run began. */
export interface Story {
  tell(line: string): void;
  readonly lines: readonly string[];
}

/** A story whose lines say when they were told, in seconds of the world since its beginning. */
export const createStory = (now: () => number): Story => {
  const began = now();
  const lines: string[] = [];
  return {
    lines,
    tell: (line) => void lines.push(`${((now() - began) / 1_000).toFixed(1).padStart(8)} s  ${line}`),
  };
};
