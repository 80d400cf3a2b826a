/**
 * What is read now: each source in its period, and all of them within so many calls a minute, however many a source takes. Elastic Load
 * Balancing answers some ten descriptions a second of a whole account, deployments included: who looks takes little of that. What all the
 * others stand on takes what they leave of it, so that what happens shows as soon as the budget lets. Times are in milliseconds of the
 * machine's, since AWS counts its calls by those.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html
 */

/** How many calls were made, or may be: all of them, and those to Elastic Load Balancing among them. */
export interface CallCount {
  readonly all: number;
  readonly balancing: number;
}

/** The calls of a minute. */
export interface Budget {
  /** In which has to fit what comes round. */
  readonly usual: CallCount;
  /** In which has to fit what changed, or what a person asked for, with all the rest. */
  readonly most: CallCount;
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
  /** Whether all others stand on it: it is read however little they leave, though less often. */
  readonly vital: boolean;
  /** Whether a person asked for it since it was read: then it is due whatever its period. */
  readonly asked: boolean;
}

/** Calls that were made for one reading. */
export interface PastCalls extends CallCount {
  readonly at: number;
  /** Whether it came round; otherwise it had changed, was asked for, or is what all stand on. */
  readonly cameRound: boolean;
}

const minute = 60_000;

/** How long a source rests at most that could not be read. */
const longestRest = 60_000;

/** Which part of the most that may be taken one reading is expected to take at most: what changed has room then, however dear it was to read before. */
const mostOfOne = 0.15;

/** Which part of what is usual the others leave at least to what all stand on. */
const leastLeft = 1 / 3;

/** Whether it is read for another reason than that its time came. */
export const isNews = ({ asked, changed, failures }: ReadSource): boolean => asked || (changed && failures === 0);

const periodOf = ({ period, failures }: ReadSource): number =>
  failures === 0 ? period : Math.max(period, Math.min(longestRest, period * 2 ** failures));

/** Of how many of its periods a source is overdue; from 1 on it is due. */
const overdue = (source: ReadSource, now: number, leastPeriod = 0): number => {
  if (source.triedAt === null || isNews(source)) return Number.POSITIVE_INFINITY;
  return (now - source.triedAt) / Math.max(periodOf(source), leastPeriod);
};

/** The calls that still count against the budget. */
export const inTheLastMinute = (made: readonly PastCalls[], now: number): readonly PastCalls[] =>
  made.filter(({ at }) => at > now - minute);

const sum = (counts: readonly CallCount[]): CallCount => ({
  all: counts.reduce((total, { all }) => total + all, 0),
  balancing: counts.reduce((total, { balancing }) => total + balancing, 0),
});

/** What a reading is expected to take. A first one may take more than a whole minute's calls, as that of a long history does: the next takes less. */
const expectedIn = ({ usual, most }: Budget) => {
  const atMost = (kind: keyof CallCount) => Math.min(most[kind] * mostOfOne, usual[kind] / 2);
  return ({ all, balancing }: CallCount): CallCount => ({
    all: Math.min(all, atMost("all")),
    balancing: Math.min(balancing, atMost("balancing")),
  });
};

/** The names of the sources to read now, the most urgent first. What was never read is read whatever it takes: a page begins whole. */
export const dueNow = (
  sources: readonly ReadSource[],
  made: readonly PastCalls[],
  budget: Budget,
  now: number,
): readonly string[] => {
  const expected = expectedIn(budget);
  const past = inTheLastMinute(made, now);
  const comingRound = sources.filter((each) => !each.vital && !isNews(each) && overdue(each, now) >= 1);
  // Those that came round and those that wait to: so much is not there for what they all stand on.
  const others = sum([...past.filter(({ cameRound }) => cameRound), ...comingRound.map(({ took }) => expected(took))]);
  const left = Math.max(budget.usual.all - others.all, budget.usual.all * leastLeft);
  const leastPeriod = ({ vital, took }: ReadSource) => (vital ? (minute * expected(took).all) / left : 0);
  const due = sources
    .map((source) => ({ ...source, overdue: overdue(source, now, leastPeriod(source)) }))
    .filter((source) => source.overdue >= 1)
    .toSorted((a, b) => Number(b.vital) - Number(a.vital) || (b.overdue > a.overdue ? 1 : -1));
  let spent = sum(past);
  return due.flatMap((source) => {
    const after = sum([spent, expected(source.took)]);
    const limit = isNews(source) ? budget.most : budget.usual;
    const fits = after.all <= limit.all && after.balancing <= limit.balancing;
    if (!fits && !source.vital && source.triedAt !== null) return [];
    spent = after;
    return [source.name];
  });
};
