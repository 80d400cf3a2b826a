import { describe, expect, it } from "vitest";
import { wallClockIn } from "../../../src/deployment/wall-clock.ts";

const instant = (text: string) => Date.parse(text);
const shown = (text: string) => Date.parse(`${text}Z`);

describe("a clock on the wall", () => {
  it.each([
    ["UTC", "2027-03-28T01:30:00Z", "2027-03-28T01:30"],
    ["Europe/London", "2027-03-28T00:59:59Z", "2027-03-28T00:59:59"],
    ["Europe/London", "2027-03-28T01:00:00Z", "2027-03-28T02:00"],
    ["America/New_York", "2027-01-01T00:00:00Z", "2026-12-31T19:00"],
    ["Asia/Kolkata", "2027-01-01T00:00:00Z", "2027-01-01T05:30"],
    ["Pacific/Kiritimati", "2027-01-01T12:00:00Z", "2027-01-02T02:00"],
  ])("in %s shows at %s %s", (zone, at, shows) => {
    expect(wallClockIn(zone).at(instant(at))).toBe(shown(shows));
  });

  it.each([
    ["every day", "Europe/London", "2027-07-01T18:00", "2027-07-01T17:00:00Z"],
    ["just before it skips an hour", "Europe/London", "2027-03-28T00:59", "2027-03-28T00:59:00Z"],
    ["in the hour that it skips", "Europe/London", "2027-03-28T01:30", "2027-03-28T01:30:00Z"],
    ["just after it", "Europe/London", "2027-03-28T02:00", "2027-03-28T01:00:00Z"],
    ["in the hour that comes twice, for the first time", "Europe/London", "2027-10-31T01:30", "2027-10-31T00:30:00Z"],
    ["just after that", "Europe/London", "2027-10-31T02:00", "2027-10-31T02:00:00Z"],
    ["in the hour that is skipped there", "America/New_York", "2027-03-14T02:30", "2027-03-14T07:30:00Z"],
    ["in the hour that comes twice there", "America/New_York", "2027-11-07T01:30", "2027-11-07T05:30:00Z"],
    ["in half an hour that comes twice", "Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45:00Z"],
    ["on a day that there never was", "Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00Z"],
  ])("shows %s, in %s: %s at %s", (_, zone, shows, at) => {
    expect(new Date(wallClockIn(zone).instantOf(shown(shows))).toISOString()).toBe(at.replace("Z", ".000Z"));
  });

  it("there is none in a zone that there is not", () => {
    expect(() => wallClockIn("Europe/Londn")).toThrow(RangeError);
  });
});
