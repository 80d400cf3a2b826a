import { describe, expect, it } from "vitest";
import { alarming, alarmNotices, notOk, notWatching } from "../../../src/deployment/alarms.ts";
import { moveTraffic } from "../../../src/deployment/steps/move-traffic.ts";
import { CannotBake } from "../../../src/errors.ts";
import { healthyTargets, registered, side, unwatched, view } from "./world.ts";

const alarm = (name: string, state: string) => ({ name, state, reason: `because of ${name}` });
const quiet = alarm("errors", "OK");
const silent = alarm("latency", "INSUFFICIENT_DATA");
const ringing = alarm("latency", "ALARM");
const expected = ["errors", "latency"];

describe("the alarms of a bake, before there is traffic", () => {
  it.each([
    ["are quiet", [quiet, alarm("latency", "OK")], undefined],
    ["have no data", [quiet, silent], undefined],
    ["have gone off", [quiet, ringing], "alarm latency went off: because of latency"],
    ["do not exist", [], "alarm errors, latency does not exist, so it cannot watch the release"],
    ["are none", [quiet], "alarm latency does not exist, so it cannot watch the release"],
  ])("%s", (_, alarms, why) => {
    expect(alarming({ expected, alarms })).toBe(why);
  });

  it("must have data that are well, where that is asked for", () => {
    expect(notOk({ expected, alarms: [quiet, silent] })).toBeUndefined();
    expect(notOk({ expected, alarms: [quiet, silent], mustBeOk: true })).toBe(
      "alarm latency is INSUFFICIENT_DATA, and must be OK (bake.alarmsMustBeOk)",
    );
    expect(notOk({ expected, alarms: [quiet, alarm("latency", "OK")], mustBeOk: true })).toBeUndefined();
    expect(() => alarmNotices({ expected, alarms: [quiet, silent], mustBeOk: true }, "release")).toThrow(CannotBake);
    expect(alarmNotices({ expected, alarms: [quiet, silent], mustBeOk: true }, "switch")).toHaveLength(1);
  });

  it("do not watch without data, which is said", () => {
    expect(notWatching([quiet, silent])).toBe("without data, so that it does not watch: latency");
    expect(notWatching([quiet, ringing])).toBe("");
    expect(alarmNotices({ expected, alarms: [quiet, silent] }, "release")).toEqual([
      "Alarms without data, so that it does not watch: latency",
    ]);
  });

  it("refuse a release that could only fail its bake, and say the way out", () => {
    expect(() => alarmNotices({ expected, alarms: [quiet, ringing] }, "release")).toThrow(
      new CannotBake(
        "The release would fail its bake: alarm latency went off: because of latency. Expected: every alarm of bake.alarms exists and is quiet. If the release is the cure, 'sarcelle deploy' it and then 'sarcelle switch', which no alarm watches. Nothing was changed.",
      ),
    );
  });

  it("are told of at a switch, which is not baked and may be the cure", () => {
    expect(alarmNotices({ expected, alarms: [quiet, ringing] }, "switch")).toEqual([
      "No alarm watches a switch, but: alarm latency went off: because of latency",
    ]);
    expect(alarmNotices({ expected: [], alarms: [] }, "switch")).toEqual([]);
  });
});

describe("MoveTraffic", () => {
  const environment = registered({ bake: { alarms: expected } });
  const seen = {
    environment,
    planned: [],
    alarms: [quiet, ringing],
    predictive: [],
    ...unwatched,
    view: view("blue", side("blue", healthyTargets(4)), side("green", healthyTargets(4))),
  };
  const release = { version: "2", commit: "2222222", imageId: "ami-2" };
  const wait = { since: 0, now: 0, deadlineSeconds: 0 };
  const ask = (more: object) => moveTraffic.gate?.ask({ ...seen, deployment: { id: "d-1" }, ...more }, wait);

  it("moves no traffic to a release while an alarm is going off", () => {
    expect(ask({ deployment: { id: "d-1", release } })).toEqual({
      verdict: "failed",
      reason: "No traffic was moved: alarm latency went off: because of latency",
    });
  });

  it("says no such thing once it has begun to move it", () => {
    const planned = moveTraffic.plan({ ...seen, deployment: { id: "d-1", release } });
    expect(ask({ deployment: { id: "d-1", release }, planned })?.reason).toBe(
      "alarm latency went off: because of latency",
    );
  });

  it("moves it at a switch, and to a release whose alarms are quiet or have no data", () => {
    expect(ask({})?.verdict).toBe("ready");
    expect(ask({ deployment: { id: "d-1", release }, alarms: [quiet, silent] })?.reason).not.toContain("alarm");
  });
});
