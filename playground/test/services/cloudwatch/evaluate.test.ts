import { describe, expect, it } from "vitest";
import type { MissingData, StateValue } from "../../../services/cloudwatch/alarm.ts";
import { evaluatedState, evaluationRange, explain } from "../../../services/cloudwatch/evaluate.ts";

const rule = (datapointsToAlarm: number, missingData: MissingData = "missing") => ({
  evaluationPeriods: 3,
  datapointsToAlarm,
  comparison: "GreaterThanThreshold" as const,
  threshold: 5,
  missingData,
  statistic: "Sum" as const,
  periodSeconds: 60,
});

/** `0` is a datapoint within the threshold, `X` one that breaches it, `-` a missing one; oldest first, as AWS's guide has it. */
const points = (picture: string) =>
  picture.split(" ").map((mark, index) => ({
    start: Date.UTC(2026, 0, 1) + index * 60_000,
    value: mark === "-" ? undefined : mark === "X" ? 9 : 1,
  }));

const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
const all = (datapointsToAlarm: number, picture: string, current: StateValue) =>
  treatments.map((treatment) => evaluatedState(rule(datapointsToAlarm, treatment), points(picture), current));

const [ok, alarm, unknown] = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const;
const retained: StateValue = "OK";

describe("the state of an alarm, by AWS's own tables", () => {
  it.each([
    ["0 - X - X", [ok, ok, ok, ok]],
    ["- - - - 0", [ok, ok, ok, ok]],
    ["- - - - -", [unknown, retained, alarm, ok]],
    ["0 X X - X", [alarm, alarm, alarm, alarm]],
    ["- - X - -", [alarm, retained, alarm, ok]],
  ])("three of three: %s missing, ignored, breaching, not breaching → %j", (picture, states) => {
    expect(all(3, picture, retained)).toEqual(states);
  });

  it.each([
    ["0 - X - X", [alarm, alarm, alarm, alarm]],
    ["0 0 X 0 X", [alarm, alarm, alarm, alarm]],
    ["0 - X - -", [ok, ok, alarm, ok]],
    ["- - - - 0", [ok, ok, alarm, ok]],
    ["- - - X -", [alarm, retained, alarm, ok]],
  ])("two of three: %s missing, ignored, breaching, not breaching → %j", (picture, states) => {
    expect(all(2, picture, retained)).toEqual(states);
  });

  it("does not go into alarm early on one new datapoint alone", () => {
    expect(evaluatedState(rule(2), points("- - - - X"), "OK")).toBe("OK");
  });

  it("looks two periods further back than the evaluation periods", () => {
    expect(evaluationRange(3)).toBe(5);
  });

  it.each([
    ["GreaterThanOrEqualToThreshold", [ok, alarm, alarm]],
    ["GreaterThanThreshold", [ok, ok, alarm]],
    ["LessThanThreshold", [alarm, ok, ok]],
    ["LessThanOrEqualToThreshold", [alarm, alarm, ok]],
  ] as const)("compares by %s", (comparison, states) => {
    const one = { ...rule(1), evaluationPeriods: 1, comparison };
    expect([4, 5, 6].map((value) => evaluatedState(one, [{ start: 0, value }], "INSUFFICIENT_DATA"))).toEqual(states);
  });
});

describe("the reason of a state", () => {
  const now = Date.UTC(2026, 0, 1, 0, 5);
  const reason = (picture: string, state: StateValue) => explain(rule(2), points(picture), state, now).reason;

  it("names the datapoints that decided", () => {
    expect(reason("- - 0 X X", "ALARM")).toBe(
      "Threshold Crossed: 2 out of the last 3 datapoints [9.0 (01/01/26 00:03:00), 9.0 (01/01/26 00:04:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).",
    );
    expect(reason("- - - - 0", "OK")).toBe(
      "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/26 00:04:00)] was not greater than the threshold (5.0) (minimum 2 datapoints for ALARM -> OK transition).",
    );
    expect(reason("- - - - -", "INSUFFICIENT_DATA")).toBe("Insufficient Data: 3 datapoints were unknown.");
  });

  it("is there as data too", () => {
    expect(JSON.parse(explain(rule(2), points("- - 0 X X"), "ALARM", now).reasonData)).toEqual({
      version: "1.0",
      queryDate: "2026-01-01T00:05:00.000+0000",
      startDate: "2026-01-01T00:02:00.000+0000",
      statistic: "Sum",
      period: 60,
      recentDatapoints: [1, 9, 9],
      threshold: 5,
    });
  });
});
