import { describe, expect, it } from "vitest";
import { dueNow, type PastCalls, type ReadSource } from "../../console/due.ts";

const now = 1_000_000;
const most = { all: 100, balancing: 50 };
const budget = { usual: { all: 85, balancing: 42 }, most };

const source = (name: string, changed: Partial<ReadSource> = {}): ReadSource => ({
  ...{ name, period: 10_000, triedAt: now - 5_000, took: { all: 1, balancing: 0 }, failures: 0 },
  ...{ changed: false, vital: false, asked: false },
  ...changed,
});

const spent = (all: number, balancing = 0, at = now - 1_000): PastCalls => ({ at, all, balancing, cameRound: false });
const cameRound = (all: number): PastCalls => ({ ...spent(all), cameRound: true });

/** What all stands on, which was read so long ago. */
const ground = (ago: number) => source("ground", { triedAt: now - ago, period: 1_000, vital: true });

interface Row {
  readonly says: string;
  readonly sources: readonly ReadSource[];
  readonly made?: readonly PastCalls[];
  readonly due: readonly string[];
}

const rows: readonly Row[] = [
  { says: "nothing before its period is over", sources: [source("sides")], due: [] },
  { says: "what was never read", sources: [source("sides", { triedAt: null })], due: ["sides"] },
  { says: "what is due by its period", sources: [source("sides", { triedAt: now - 10_000 })], due: ["sides"] },
  {
    says: "what is never due by itself, only once it changed",
    sources: [
      source("course", { period: Number.POSITIVE_INFINITY }),
      source("left", { period: Number.POSITIVE_INFINITY, changed: true }),
    ],
    due: ["left"],
  },
  {
    says: "the longest overdue first",
    sources: [source("late", { triedAt: now - 11_000 }), source("later", { triedAt: now - 30_000 })],
    due: ["later", "late"],
  },
  {
    says: "what a person asked for, though it could not be read a moment ago",
    sources: [source("sides", { asked: true, failures: 3 })],
    due: ["sides"],
  },
  {
    says: "what a person asked for no more than the calls of a minute let",
    sources: [source("sides", { asked: true })],
    made: [spent(100)],
    due: [],
  },
  {
    says: "what all stands on before everything else",
    sources: [source("later", { triedAt: now - 90_000 }), source("ground", { triedAt: now - 10_000, vital: true })],
    due: ["ground", "later"],
  },
  {
    says: "what all stands on less often, where others that came round leave it less",
    sources: [ground(1_400)],
    made: [cameRound(45)],
    due: [],
  },
  {
    says: "what all stands on as often as they leave it calls",
    sources: [ground(1_500)],
    made: [cameRound(45)],
    due: ["ground"],
  },
  {
    says: "what all stands on less often, so that what waits for calls gets them",
    sources: [ground(1_700), source("sides", { triedAt: now - 10_000, took: { all: 12, balancing: 6 } })],
    made: [cameRound(40), spent(40)],
    due: [],
  },
  {
    says: "what all stands on in its period, whatever was read because it changed",
    sources: [ground(1_000)],
    made: [spent(100)],
    due: ["ground"],
  },
  {
    says: "what all stands on at last, though others took all",
    sources: [ground(2_200)],
    made: [cameRound(85)],
    due: ["ground"],
  },
  {
    says: "nothing beyond the calls of a minute, but what all stands on",
    sources: [source("sides", { triedAt: now - 10_000 }), source("ground", { triedAt: now - 10_000, vital: true })],
    made: [spent(100)],
    due: ["ground"],
  },
  {
    says: "again what was held back, once the minute is over",
    sources: [source("sides", { triedAt: now - 61_000 })],
    made: [spent(100, 50, now - 60_000)],
    due: ["sides"],
  },
  {
    says: "of a budget's rest what changed, and not what comes round",
    sources: [source("sides", { triedAt: now - 10_000 }), source("history", { changed: true })],
    made: [spent(90)],
    due: ["history"],
  },
  {
    says: "what changed, however dear, of what is kept for that",
    sources: [source("course", { changed: true, took: { all: 500, balancing: 0 } })],
    made: [spent(85)],
    due: ["course"],
  },
  {
    says: "what does not ask Elastic Load Balancing, though that has had its calls",
    sources: [
      source("sides", { triedAt: now - 30_000, took: { all: 7, balancing: 6 } }),
      source("alarms", { triedAt: now - 10_000 }),
    ],
    made: [spent(50, 40)],
    due: ["alarms"],
  },
  {
    says: "a source whose first reading took more than all of a minute's calls, once there is room for a usual one",
    sources: [source("course", { triedAt: now - 10_000, took: { all: 500, balancing: 0 } })],
    made: [spent(60)],
    due: ["course"],
  },
  {
    says: "not again at once what failed: longer each time",
    sources: [
      source("once", { triedAt: now - 15_000, failures: 1 }),
      source("twice", { triedAt: now - 45_000, failures: 2 }),
    ],
    due: ["twice"],
  },
  {
    says: "what failed however often, after a minute",
    sources: [source("alarms", { triedAt: now - 60_000, failures: 30 })],
    due: ["alarms"],
  },
  {
    says: "not what failed and changed meanwhile: AWS throttles it still",
    sources: [source("sides", { triedAt: now - 3_000, failures: 1, changed: true })],
    due: [],
  },
];

describe("what is read now is", () => {
  it.each(rows)("$says", ({ sources, made = [], due }) => {
    expect(dueNow(sources, made, budget, now)).toEqual(due);
  });
});
