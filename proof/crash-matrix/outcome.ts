import { comparableState, differences } from "../dump/comparable-state.ts";

/** How a case ended: in the state before, in the state after, or in neither, and how many requests failed on the way. */
export interface CaseResult {
  readonly ending: "restored" | "rolledForward" | "notRestored";
  readonly conflicts: number;
  readonly failedRequests: number;
  /** What is in neither state, or not as it should be. */
  readonly diff: readonly string[];
}

/** Ids that AWS made up at random: another run has others. */
const madeUp = /[0-9a-f]{16,40}|[0-9a-f]{8}-[0-9a-f-]{27}/g;

const leaves = (value: unknown, path: string): readonly string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, held]) => leaves(held, `${path}.${Array.isArray(value) ? "" : key}`))
    : [`${path}=${String(value)}`];

/** Lines are many, and most of them the same from dump to dump: those that are known are not searched again. */
const createLines = (most: number) => {
  const known = new Map<string, string>();
  return (line: string): string => {
    const found = known.get(line) ?? line.replace(madeUp, "*");
    if (known.size >= most) known.clear();
    known.set(line, found);
    return found;
  };
};

const withoutMadeUp = createLines(20_000);

/** A comparable state without made-up ids, as sorted lines: two runs that came to the same can be compared. */
export const likeness = (state: unknown): readonly string[] => leaves(state, "").map(withoutMadeUp).sort();

/** How two likenesses differ, one line each. */
export const unlike = (wanted: readonly string[], found: readonly string[]): readonly string[] => {
  const count = (lines: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [left, right] = [count(wanted), count(found)];
  return [...new Set([...wanted, ...found])]
    .filter((line) => left.get(line) !== right.get(line))
    .map((line) => `${(right.get(line) ?? 0) > (left.get(line) ?? 0) ? "+" : "-"} ${line}`);
};

/** How what was found differs from that of the likenesses which it is nearest to; nothing if it is one of them. */
const nearest = (wanted: readonly (readonly string[])[], found: readonly string[]): readonly string[] =>
  wanted.map((each) => unlike(each, found)).toSorted((one, other) => one.length - other.length)[0] ?? [];

/** Whether an execution that succeeded says that it gave up emptying the old side. */
export const gaveUpEmptying = (output: string | undefined): boolean => {
  const { left = [] }: { readonly left?: readonly { readonly what: string }[] } = JSON.parse(output ?? "{}");
  return left.some(({ what }) => what.startsWith("Emptying the idle side failed"));
};

/** What is compared at the end of a case. */
export interface Ending {
  /** Dumps of the world: before the action, where a clean run of it may come to (in another world), and now. */
  readonly before: unknown;
  readonly afterClean: readonly (readonly string[])[];
  readonly now: unknown;
  /** Whether the deployment deletes what its undo makes again. */
  readonly remade: boolean;
  /** What the journal says: the truth about the deployment. */
  readonly succeeded: boolean;
  readonly locked: boolean;
  readonly conflicts: number;
  readonly failedRequests: number;
  /** What else is not as it should be. */
  readonly wrong: readonly string[];
  /** How the execution ended, in words. */
  readonly story: string;
}

/** What was deleted and made again has another ARN: where a deployment's undo does that, what it came to is like what was there. */
const unrestored = ({ before, now, remade }: Pick<Ending, "before" | "now" | "remade">): readonly string[] =>
  remade
    ? unlike(likeness(comparableState(before)), likeness(comparableState(now)))
    : differences(comparableState(before), comparableState(now));

/** Judges a case. A deployment whose journal says that it succeeded must have come to where a clean run comes to; any other must be undone. */
export const judge = (ending: Ending): CaseResult => {
  const { conflicts, failedRequests, succeeded, locked } = ending;
  const found = comparableState(ending.now);
  const diff = [
    ...ending.wrong,
    ...(locked ? ["the lock is held"] : []),
    ...(succeeded ? nearest(ending.afterClean, likeness(found)) : unrestored(ending)),
  ];
  const result = { conflicts, failedRequests };
  if (diff.length > 0) return { ending: "notRestored", ...result, diff: [ending.story, ...diff] };
  return { ending: succeeded ? "rolledForward" : "restored", ...result, diff: [] };
};
