import { describe, expect, it } from "vitest";
import { addressOf, pathTo } from "../../../console/page/address.ts";
import { chartOf, minuteInWords, mostInWords, movesOn, newestMeasured } from "../../../console/page/minutes.ts";
import {
  callerInWords,
  leftOnTheClock,
  momentInWords,
  saidAloud,
  spanInWords,
  speedInWords,
  startingCommand,
} from "../../../console/page/words.ts";
import { clockOf, worldNow } from "../../../console/page/world-clock.ts";

const second = 1_000;

describe("times on the page", () => {
  it("of today are a clock's, of another day have it", () => {
    const now = new Date(2026, 10, 30, 14, 3, 22).getTime();
    const iso = (...at: readonly [number, number, number, number, number, number]) => new Date(...at).toISOString();
    expect(momentInWords(iso(2026, 10, 30, 9, 5, 7), now)).toBe("09:05:07");
    expect(momentInWords(iso(2026, 10, 29, 9, 5, 7), now)).toBe("2026-11-29 09:05");
    expect(momentInWords("some day", now)).toBe("some day");
  });

  it.each([
    [-5, "0 s"],
    [0, "0 s"],
    [6, "6 s"],
    [302, "5 min 2 s"],
    [300, "5 min"],
    [3_845, "1 h 4 min"],
    [266_400, "3 d 2 h"],
  ])("%d s lasted %s", (seconds, says) => {
    expect(spanInWords(seconds * second)).toBe(says);
  });

  it.each([
    [192, "3:12", ""],
    [191.2, "3:12", ""],
    [3_847, "1:04:07", ""],
    [60, "1:00", "One minute left."],
    [9.5, "0:10", "10 seconds left."],
    [0, "0:00", "The time is over."],
    [-40, "0:00", "The time is over."],
  ])("%d s are left as %s, and said aloud as '%s'", (seconds, clock, aloud) => {
    expect([leftOnTheClock(seconds * second), saidAloud(seconds * second)]).toEqual([clock, aloud]);
  });

  it("are the world's, however long the tab slept", () => {
    const clock = clockOf({ now: "2026-11-30T14:00:00.000Z", speed: 20 }, 5_000);
    expect(new Date(worldNow(clock, 5_000 + 60 * second)).toISOString()).toBe("2026-11-30T14:20:00.000Z");
  });
});

it.each([
  ["arn:aws:sts::123456789012:assumed-role/deployers/alice", "deployers/alice"],
  ["arn:aws:iam::123456789012:user/alice", "alice"],
  ["arn:aws:iam::123456789012:root", "root"],
  ["nobody", "nobody"],
])("%s is %s", (arn, says) => {
  expect(callerInWords(arn)).toBe(says);
});

it("an address leads back to its page", () => {
  expect(addressOf("/")).toEqual({ environment: null, deployment: null });
  expect(addressOf(pathTo("web-live"))).toEqual({ environment: "web-live", deployment: null });
  expect(addressOf(pathTo("web live", "a/b"))).toEqual({ environment: "web live", deployment: "a/b" });
});

describe("the traffic's chart", () => {
  const minutes = [
    { at: "2026-11-30T14:00:00Z", requests: { blue: 75, green: 25 }, errors: { blue: 0, green: 0 } },
    { at: "2026-11-30T14:01:00Z", requests: { blue: null, green: null }, errors: { blue: null, green: null } },
    { at: "2026-11-30T14:03:00Z", requests: { blue: 0, green: 50 }, errors: { blue: 0, green: 5 } },
  ];

  it("stands each minute where it was, as high as its share; what was not measured is not 0", () => {
    expect(chartOf(minutes, ({ requests }) => requests)).toEqual({
      most: 100,
      bars: [
        { at: minutes[0]?.at, x: 0, width: 0.25, blue: 0.75, green: 0.25 },
        { at: minutes[1]?.at, x: 0.25, width: 0.25, blue: null, green: null },
        { at: minutes[2]?.at, x: 0.75, width: 0.25, blue: 0, green: 0.5 },
      ],
    });
  });

  it("marks the moves in its time, and none before", () => {
    const moves = [
      { at: "2026-11-30T13:00:00Z", says: "blue 100 %" },
      { at: "2026-11-30T14:02:00Z", says: "green 100 %" },
    ];
    expect(movesOn({ source: "CloudWatch", minutes, moves })).toEqual([{ ...moves[1], x: 0.5 }]);
  });

  it("says a minute in words, for those who do not see it", () => {
    const [, unmeasured, last] = minutes;
    expect(unmeasured && minuteInWords(unmeasured, ["blue"])).toBe("blue: not measured");
    expect(last && minuteInWords(last, ["blue", "green"])).toBe(
      "blue: 0 requests, 0 of them 5xx; green: 50 requests, 5 of them 5xx",
    );
    expect(newestMeasured(minutes.slice(0, 2))).toBe(minutes[0]);
  });
});

it.each([
  [[], "not measured"],
  [[[null, null]], "not measured"],
  [[[null, 0]], "none"],
  [
    [
      [1_200, null],
      [300, 4],
    ],
    "at most 1,200",
  ],
] as const)("says of the minutes %j that the most of them is %s", (counted, says) => {
  const minutes = counted.map(([blue, green]) => {
    const both = { blue, green };
    return { at: "2026-11-30T14:00:00.000Z", requests: both, errors: both };
  });
  expect(mostInWords(minutes, ({ requests }) => requests)).toBe(says);
});

it.each([
  [1, ""],
  [1.02, ""],
  [0.71, ", 0.7 times as fast"],
  [10, ", 10 times as fast"],
])("says of a clock of speed %d, beside the machine's, '%s'", (speed, says) => {
  expect(speedInWords(speed)).toBe(says);
});

it("what starts the next deployment is named as the environment takes it", () => {
  expect([1, 2].map((sides) => startingCommand({ name: "web-live", sides: sides as 1 | 2 }))).toEqual([
    "sarcelle rolling-update web-live --release FILE --wait",
    "sarcelle release web-live --release FILE --wait",
  ]);
});
