import { describe, expect, it } from "vitest";
import {
  type LiveFigures,
  missedByPage,
  missedLive,
  mostInAMinute,
  ninetyFifth,
  type PageFigures,
} from "../../../../proof/bench/console/budgets.ts";

const page: PageFigures = {
  kilobytes: 40,
  answers: 1,
  foreignRequests: 0,
  firstPaint: [{ width: 420, page: 120, empty: 40 }],
  answerToScreen: 300,
  render: { entries500: 100, environments200: 100 },
};

const live: LiveFigures = {
  changeToScreen: { p95: 3_000, changes: 9 },
  running: { all: 120, balancing: 60 },
  idle: { all: 20, balancing: 20 },
  beside: { running: { all: 200, balancing: 100 }, moveSeenAfter: 5_000 },
  moveSeenAfter: 2_000,
};

describe("the console's budgets", () => {
  it("are kept by what just reaches them", () => {
    expect(missedByPage(page)).toEqual([]);
    expect(missedLive(live)).toEqual([]);
  });

  it("are each missed by a little more, in words", () => {
    expect(
      missedByPage({
        kilobytes: 41,
        answers: 2,
        foreignRequests: 1,
        firstPaint: [{ width: 420, page: 121, empty: 40 }],
        answerToScreen: 301,
        render: { entries500: 101, environments200: 102 },
      }),
    ).toEqual([
      "the page has 41 KB, 40 at most",
      "the page comes in 2 answers, expected one",
      "the page asks others 1 times",
      "at 420 px the first paint takes 121 ms, 3 × 40 at most",
      "from the poll's answer to the screen takes 301 ms, 300 at most",
      "rendering 500 entries takes 101 ms, 100 at most",
      "rendering 200 environments takes 102 ms, 100 at most",
    ]);
    expect(
      missedLive({
        ...live,
        changeToScreen: { p95: 3_001, changes: 9 },
        running: { all: 121, balancing: 61 },
        idle: { all: 21, balancing: 0 },
      }),
    ).toEqual([
      "from the change to the screen it takes 3001 ms, 3000 at most",
      "121 calls in a minute while a deployment runs, 120 at most",
      "61 of them of Elastic Load Balancing, 60 at most",
      "21 calls in a minute while nothing runs, 20 at most",
    ]);
  });

  it("are not kept by a console on which nothing was seen", () => {
    expect(missedLive({ ...live, changeToScreen: { p95: Number.NaN, changes: 0 } })).toEqual([
      "no change was seen on the screen",
    ]);
  });
});

describe("what is measured", () => {
  it("counts the calls of the fullest minute, wherever it begins", () => {
    const at = (seconds: number, service = "dynamodb") => ({ time: seconds * 1_000, service });
    expect(mostInAMinute([])).toEqual({ all: 0, balancing: 0 });
    expect(
      mostInAMinute([at(0), at(50), at(59, "elasticloadbalancing"), at(60), at(109), at(200, "elasticloadbalancing")]),
    ).toEqual({ all: 4, balancing: 1 });
  });

  it("takes of 100 the 95th, and of few the greatest", () => {
    expect(ninetyFifth(Array.from({ length: 100 }, (_, n) => n + 1))).toBe(95);
    expect(ninetyFifth([3, 1, 2])).toBe(3);
  });
});
