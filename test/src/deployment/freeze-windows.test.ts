import { describe, expect, it } from "vitest";
import type { Freeze } from "../../../src/deployment/freeze.ts";
import { clearOfFreeze, freezeWindowsOf } from "../../../src/deployment/freeze-windows.ts";
import { registered } from "./world.ts";

const hour = 3_600;
const windows = (now: string, ...freeze: readonly Freeze[]) =>
  freezeWindowsOf({ name: "web-live", freeze: [...freeze] }, Date.parse(now));
/** From when until when, of the first so many. */
const spans = (count: number, now: string, ...freeze: readonly Freeze[]) =>
  windows(now, ...freeze)
    .slice(0, count)
    .map(({ from, until }) => [from, until].map((at) => new Date(at).toISOString().slice(0, 16)).join(" to "));
const london = (cron: string, duration: number): Freeze => ({ cron, timeZone: "Europe/London", duration });
const newYork = (cron: string, duration: number): Freeze => ({ cron, timeZone: "America/New_York", duration });

describe("freeze windows", () => {
  it("are those that are open and those to come, for as long as an execution may last, by when they begin", () => {
    const all = windows("2026-12-04T20:00:00Z", {
      ...london("0 18 * * FRI", 62 * hour),
      reason: "weekend",
    });
    expect(all.map(({ from }) => new Date(from).toISOString().slice(0, 10))).toEqual([
      "2026-12-04",
      "2026-12-11",
      "2026-12-18",
      "2026-12-25",
      "2027-01-01",
    ]);
    expect(all[0]).toEqual({
      from: Date.parse("2026-12-04T18:00Z"),
      until: Date.parse("2026-12-07T08:00Z"),
      name: "'weekend' (0 18 * * FRI, Europe/London, 62 h)",
    });
  });

  it.each<[what: string, now: string, freeze: Freeze, expected: readonly string[]]>([
    [
      "lasts as long as is written over the day on which an hour is missing",
      "2027-03-26T12:00:00Z",
      london("0 18 * * 5", 62 * hour),
      ["2027-03-26T18:00 to 2027-03-29T08:00", "2027-04-02T17:00 to 2027-04-05T07:00"],
    ],
    [
      "lasts as long as is written over the day on which one comes twice",
      "2027-10-29T12:00:00Z",
      london("0 18 * * 5", 62 * hour),
      ["2027-10-29T17:00 to 2027-11-01T07:00", "2027-11-05T18:00 to 2027-11-08T08:00"],
    ],
    [
      "that begins in the hour that is missing begins as if it were not",
      "2027-03-27T12:00:00Z",
      london("30 1 * * *", hour),
      ["2027-03-28T01:30 to 2027-03-28T02:30", "2027-03-29T00:30 to 2027-03-29T01:30"],
    ],
    [
      "that begins in the hour that comes twice begins once, the first time",
      "2027-10-30T12:00:00Z",
      london("30 1 * * *", 2 * hour),
      ["2027-10-31T00:30 to 2027-10-31T02:30", "2027-11-01T01:30 to 2027-11-01T03:30"],
    ],
    [
      "of which several begin in the hour that is missing has none of them left out",
      "2027-03-14T05:00:00Z",
      newYork("0,20,40 2 14 3 *", 600),
      [
        "2027-03-14T07:00 to 2027-03-14T07:10",
        "2027-03-14T07:20 to 2027-03-14T07:30",
        "2027-03-14T07:40 to 2027-03-14T07:50",
      ],
    ],
    [
      "of which several begin in the hour that comes twice has none of them left out",
      "2027-11-07T03:00:00Z",
      newYork("0,30 1 7 11 *", 600),
      ["2027-11-07T05:00 to 2027-11-07T05:10", "2027-11-07T05:30 to 2027-11-07T05:40"],
    ],
    [
      "may begin on the last day of a month",
      "2027-02-20T00:00:00Z",
      { cron: "0 0 L * *", timeZone: "UTC", duration: 24 * hour },
      ["2027-02-28T00:00 to 2027-03-01T00:00"],
    ],
    [
      "that was over just now is none",
      "2026-12-04T19:00:00Z",
      { cron: "0 18 4 12 *", timeZone: "UTC", duration: hour },
      [],
    ],
    [
      "that began a month ago, and lasts still, is one",
      "2027-01-01T00:00:00Z",
      { cron: "0 18 4 12 *", timeZone: "UTC", duration: 31 * 24 * hour },
      ["2026-12-04T18:00 to 2027-01-04T18:00"],
    ],
  ])("one %s", (_, now, freeze, expected) => {
    expect(spans(expected.length || 1, now, freeze)).toEqual(expected);
  });

  it.each<[freeze: readonly Freeze[], says: string]>([
    [[london("0 25 * * *", hour)], "freeze.0.cron: '0 25 * * *' does not parse: "],
    [[london("0 18 * * 5", hour), london("0 0 30 2 *", hour)], "freeze.1.cron: '0 0 30 2 *' never begins."],
    [
      [{ cron: "0 18 * * 5", timeZone: "Europe/Londn", duration: hour }],
      "freeze.0.timeZone: found 'Europe/Londn'; expected the name of a time zone, such as Europe/London, or UTC.",
    ],
    [
      [london("* 18 * * 5", hour)],
      "freeze.0.cron: '* 18 * * 5' begins more than 200 times in 30 days. Let it begin less often, and last longer.",
    ],
    [
      [1, 2].map((minute) => london(`${minute} */6 * * *`, hour)),
      "The freeze windows of 'web-live' begin 240 times within 30 days; expected at most 200. Let them begin less often, and last longer.",
    ],
  ])("%j are refused: %s", (freeze, says) => {
    expect(() => windows("2026-12-01T00:00:00Z", ...freeze)).toThrow(
      expect.objectContaining({ name: "InvalidInput", message: expect.stringContaining(says) }),
    );
  });

  it("of several entries are in the order in which they begin, each by its own name", () => {
    const two = [london("0 18 11 12 *", 1_801), london("0 18 4 12 *", 2 * hour)];
    expect(windows("2026-12-04T12:00:00Z", ...two).map(({ name }) => name)).toEqual([
      "(0 18 4 12 *, Europe/London, 2 h)",
      "(0 18 11 12 *, Europe/London, 31 min)",
    ]);
  });

  it("may begin as often as an execution can take along", () => {
    const from = (minute: number, times: string) => london(`${minute} ${times} 4-8 12 *`, 60);
    const most = [from(0, "*"), from(30, "0-15")];
    expect(windows("2026-12-03T12:00:00Z", ...most)).toHaveLength(200);
    expect(windows("2026-12-03T12:00:00Z", london("0,30 * 4-7 12 *", 60), london("15 0-7 4 12 *", 60))).toHaveLength(
      200,
    );
    expect(() => windows("2026-12-03T12:00:00Z", ...most, from(31, "0"))).toThrow("begin 205 times within 30 days");
    const often = (minutes: string) => windows("2026-12-03T12:00:00Z", london(`${minutes} 0-9 4 12 *`, 60));
    expect(often("*/3")).toHaveLength(200);
    expect(() => often("*/3,1")).toThrow("begins more than 200 times in 30 days");
    expect(() => windows("2026-12-03T12:00:00Z", london("0 */6 * * *", 31 * 24 * hour))).toThrow(
      "begins more than 200 times in 61 days",
    );
  });

  it("go with an execution, unless there are none or it overrides them; what Sarcelle starts by itself they do not hold", () => {
    const now = Date.parse("2026-12-04T12:00:00Z");
    const freeze = [london("0 18 * * 5", 62 * hour)];
    const web = registered({ freeze });
    const asked = {
      environment: web.name,
      action: "deploy" as const,
      requestedBy: "ann",
      release: { version: "2", commit: "4f2a9c1", imageId: "ami-2" },
    };
    expect(clearOfFreeze(asked, web, now).freeze).toEqual(freezeWindowsOf(web, now));
    expect(clearOfFreeze({ ...asked, override: { reason: "down" } }, web, now)).toEqual({ notices: [] });
    expect(clearOfFreeze(asked, registered({}), now)).toEqual({ notices: [] });
    const inside = Date.parse("2026-12-05T12:00:00Z");
    expect(() => clearOfFreeze(asked, web, inside)).toThrow(expect.objectContaining({ name: "EnvironmentFrozen" }));
    expect(clearOfFreeze({ environment: web.name, action: "end-hold", requestedBy: "Sarcelle" }, web, inside)).toEqual({
      notices: [],
    });
  });
});
