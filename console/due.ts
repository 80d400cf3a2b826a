/**
 * What is read now: each source in its period, and all of them within so many calls a minute, however many a source takes. Elastic Load
 * Balancing answers some ten descriptions a second of a whole account, deployments included: who looks takes little of that. Times are in
 * milliseconds of the machine's, since AWS counts its calls by those.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html
 */

/** How many calls were made, or may be: all of them, and those to Elastic Load Balancing among them. */
export interface CallCount {
  readonly all: number;
  readonly balancing: number;
}

/** One source, as it was read last. */
export interface ReadSource {
  readonly name: string;
  readonly period: number;
  /** When it was last begun to be read; null if never. */
  readonly triedAt: number | null;
  /** What that took. */
  readonly took: CallCount;
  /** How often in a row it could not be read. */
  readonly failures: number;
  /** Whether another source says that this one shows something else by now. */
  readonly changed: boolean;
  /** Whether all others wait for it: it is read whatever they took. */
  readonly vital: boolean;
  /** Whether a person asked for it since it was read: then it is due whatever its period, and within the budget. */
  readonly asked: boolean;
}

/** Calls that were made for one reading. */
export interface PastCalls extends CallCount {
  readonly at: number;
}

const minute = 60_000;

/** How long a source rests at most that could not be read. */
const longestRest = 60_000;

/** Which part of the budget is for what comes round; the rest is for what changed. */
const usualPart = 0.85;

/** Which part of the budget one reading is expected to take at most: what changed has room then, however dear it was to read before. */
const mostOfOne = 1 - usualPart;

const periodOf = ({ period, failures }: ReadSource): number =>
  failures === 0 ? period : Math.max(period, Math.min(longestRest, period * 2 ** failures));

/** Of how many of its periods a source is overdue; from 1 on it is due. */
const overdue = (source: ReadSource, now: number): number => {
  if (source.triedAt === null || source.asked || (source.changed && source.failures === 0))
    return Number.POSITIVE_INFINITY;
  return (now - source.triedAt) / periodOf(source);
};

/** The calls that still count against the budget. */
export const inTheLastMinute = (made: readonly PastCalls[], now: number): readonly PastCalls[] =>
  made.filter(({ at }) => at > now - minute);

const sum = (counts: readonly CallCount[]): CallCount => ({
  all: counts.reduce((total, { all }) => total + all, 0),
  balancing: counts.reduce((total, { balancing }) => total + balancing, 0),
});

/** The names of the sources to read now, the most urgent first. What was never read is read whatever it takes: a page begins whole. */
export const dueNow = (
  sources: readonly ReadSource[],
  made: readonly PastCalls[],
  budget: CallCount,
  now: number,
): readonly string[] => {
  const due = sources
    .map((source) => ({ ...source, overdue: overdue(source, now) }))
    .filter((source) => source.overdue >= 1)
    .toSorted((a, b) => Number(b.vital) - Number(a.vital) || (b.overdue > a.overdue ? 1 : -1));
  let spent = sum(inTheLastMinute(made, now));
  // A first reading may take more than a whole minute's calls, as that of a long history does: the next takes less.
  const expected = ({ all, balancing }: CallCount): CallCount => ({
    all: Math.min(all, budget.all * mostOfOne),
    balancing: Math.min(balancing, budget.balancing * mostOfOne),
  });
  return due.flatMap(({ name, took, vital, triedAt, changed }) => {
    const after = sum([spent, expected(took)]);
    const part = changed ? 1 : usualPart;
    const fits = after.all <= budget.all * part && after.balancing <= budget.balancing * part;
    if (!fits && !vital && triedAt !== null) return [];
    spent = after;
    return [name];
  });
};
