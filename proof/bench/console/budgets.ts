/** What the console may weigh, take and ask: pure, over what was measured. */

/** Medians where nothing else is said; times in milliseconds. */
export interface PageFigures {
  /** Of the one answer, compressed. */
  readonly kilobytes: number;
  readonly answers: number;
  readonly foreignRequests: number;
  /** First contentful paint at each width, beside that of a page with one word in it. */
  readonly firstPaint: readonly { readonly width: number; readonly page: number; readonly empty: number }[];
  /** From the poll's answer, in the server, to the screen: the 95th of 100. */
  readonly answerToScreen: number;
  /** From the event in the browser to the screen. */
  readonly render: { readonly entries500: number; readonly environments200: number };
}

/** Calls in a minute; the most in any. */
interface CallsAMinute {
  readonly all: number;
  readonly balancing: number;
}

export interface LiveFigures {
  /** From the time in the journal to the screen, the 95th of 100, and of how many changes. */
  readonly changeToScreen: { readonly p95: number; readonly changes: number };
  readonly running: CallsAMinute;
  readonly idle: CallsAMinute;
  /** `sarcelle status` every five seconds, in the same run. */
  readonly beside: { readonly running: CallsAMinute; readonly moveSeenAfter: number };
  /** From the move of traffic to the screen. */
  readonly moveSeenAfter: number;
}

export const budgets = {
  kilobytes: 40,
  firstPaint: 3,
  answerToScreen: 300,
  render: 100,
  changeToScreen: 3_000,
  running: { all: 120, balancing: 60 },
  idle: 20,
} as const;

/** What the page missed, in words. */
export const missedByPage = (figures: PageFigures): readonly string[] => {
  const { kilobytes, answers, foreignRequests, firstPaint, answerToScreen, render } = figures;
  const ms = (what: string, took: number, budget: number) =>
    took > budget ? [`${what} takes ${Math.round(took)} ms, ${budget} at most`] : [];
  return [
    ...(kilobytes > budgets.kilobytes ? [`the page has ${kilobytes} KB, ${budgets.kilobytes} at most`] : []),
    ...(answers === 1 ? [] : [`the page comes in ${answers} answers, expected one`]),
    ...(foreignRequests === 0 ? [] : [`the page asks others ${foreignRequests} times`]),
    ...firstPaint
      .filter(({ page, empty }) => page > budgets.firstPaint * empty)
      .map(
        ({ width, page, empty }) =>
          `at ${width} px the first paint takes ${Math.round(page)} ms, ${budgets.firstPaint} × ${Math.round(empty)} at most`,
      ),
    ...ms("from the poll's answer to the screen", answerToScreen, budgets.answerToScreen),
    ...ms("rendering 500 entries", render.entries500, budgets.render),
    ...ms("rendering 200 environments", render.environments200, budgets.render),
  ];
};

/** What the console missed beside a deployment, in words. */
export const missedLive = ({ changeToScreen, running, idle }: LiveFigures): readonly string[] => [
  ...(changeToScreen.changes === 0 ? ["no change was seen on the screen"] : []),
  ...(changeToScreen.p95 > budgets.changeToScreen
    ? [`from the change to the screen it takes ${Math.round(changeToScreen.p95)} ms, ${budgets.changeToScreen} at most`]
    : []),
  ...(running.all > budgets.running.all
    ? [`${running.all} calls in a minute while a deployment runs, ${budgets.running.all} at most`]
    : []),
  ...(running.balancing > budgets.running.balancing
    ? [`${running.balancing} of them of Elastic Load Balancing, ${budgets.running.balancing} at most`]
    : []),
  ...(idle.all > budgets.idle ? [`${idle.all} calls in a minute while nothing runs, ${budgets.idle} at most`] : []),
];

const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

/** The smallest that 95 of 100 do not exceed. */
export const ninetyFifth = (numbers: readonly number[]): number =>
  sorted(numbers)[Math.ceil(numbers.length * 0.95) - 1] ?? Number.NaN;

/** The most calls in any minute; of no whole minute, as many as there are. */
export const mostInAMinute = (calls: readonly { readonly time: number; readonly service: string }[]): CallsAMinute => {
  const within = (service: RegExp) => {
    const times = sorted(calls.filter((call) => service.test(call.service)).map(({ time }) => time));
    return Math.max(0, ...times.map((from, n) => times.slice(n).filter((time) => time < from + 60_000).length));
  };
  return { all: within(/./), balancing: within(/^elasticloadbalancing$/) };
};
