/**
 * How much work wildcards make. AWS refuses a pattern some of whose prefixes could be matched at one time in too many ways: "if a pattern
 * contains multiple wildcards, and characters after a wildcard repeat". The measure is that of its published engine (event-ruler,
 * `MachineComplexityEvaluator`): the most states that a reader of some text can be in at once.
 */

/** `*:*:*:*:*:event-bus/*`, which AWS refuses, measures 10; five times `/dir` after a wildcard, which it takes, measures 7. */
const refusedFrom = 10;

/** A state's ways on: by a character, and by any, which leads to the state of a wildcard and stays there. */
interface Step {
  readonly character: string | undefined;
  readonly any: number | undefined;
  /** The state after a wildcard, which stands for no character too. */
  readonly skipped: string | undefined;
}

/** `*` is `undefined` among the characters. */
const charactersOf = (wildcard: string): readonly (string | undefined)[] =>
  ['"', ...(wildcard.match(/\\.|[^\\]/gsu) ?? []), '"'].map((character) =>
    character === "*" ? undefined : character.replace(/^\\/, ""),
  );

/** The states of one wildcard pattern, each numbered by how much of the pattern was read. */
const stepsOf = (wildcard: string): readonly Step[] => {
  const characters = charactersOf(wildcard);
  return characters.concat("").map((_, read) => {
    const next = characters[read];
    const isWildcard = read < characters.length && next === undefined;
    return {
      character: isWildcard ? undefined : next,
      any: isWildcard ? read + 1 : undefined,
      skipped: isWildcard ? characters[read + 1] : undefined,
    };
  });
};

/** Which states follow on `character`; a state after a wildcard stays for every one. */
const follow = (wildcards: readonly (readonly Step[])[], states: ReadonlySet<string>, character: string) => {
  const next = new Set<string>();
  for (const state of states) {
    const [pattern = 0, read = 0] = state.split(" ").map(Number);
    const steps = wildcards[pattern] ?? [];
    const step = steps[read];
    if (steps[read - 1]?.any !== undefined) next.add(state);
    if (step?.any !== undefined) next.add(`${pattern} ${step.any}`);
    if (step?.character === character) next.add(`${pattern} ${read + 1}`);
    if (step?.skipped === character) next.add(`${pattern} ${read + 2}`);
  }
  return next;
};

/** The states themselves, and those of wildcards that begin right behind them. */
const measure = (wildcards: readonly (readonly Step[])[], states: ReadonlySet<string>): number => {
  const reached = new Set(states);
  for (const state of states) {
    const [pattern = 0, read = 0] = state.split(" ").map(Number);
    const any = wildcards[pattern]?.[read]?.any;
    if (any !== undefined) reached.add(`${pattern} ${any}`);
  }
  return reached.size;
};

/** Whether AWS would refuse these wildcards of one field together. */
export const tooComplex = (patterns: readonly string[]): boolean => {
  const wildcards = patterns.map(stepsOf);
  const alphabet = new Set(patterns.flatMap(charactersOf).map((character) => character ?? ""));
  const seen = new Set<string>();
  const open: ReadonlySet<string>[] = [new Set(wildcards.map((_, pattern) => `${pattern} 0`))];
  for (let states = open.pop(); states !== undefined; states = open.pop()) {
    for (const character of alphabet) {
      const next = follow(wildcards, states, character);
      const key = [...next].sort().join();
      if (next.size === 0 || seen.has(key)) continue;
      if (measure(wildcards, next) >= refusedFrom) return true;
      seen.add(key);
      open.push(next);
    }
  }
  return false;
};
