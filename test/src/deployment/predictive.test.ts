import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import { predictAs, predictNothing } from "../../../src/deployment/predictive.ts";
import { moveTraffic } from "../../../src/deployment/steps/move-traffic.ts";
import { concernsTraffic, wouldStarve } from "../../../src/deployment/undo.ts";
import { group, healthyTargets, registered, side, unwatched, view } from "./world.ts";

const [scales, forecasts] = ["ForecastAndScale", "ForecastOnly"];
const policy = (of: string, mode: string, name = "tomorrow") => ({ group: of, name, mode });
const [blue, green] = [group("web-blue"), group("web-green")];
const change = (of: string, before: string, after: string) => ({
  resource: { kind: "predictive-mode", id: `${of}/tomorrow` },
  before: { mode: before },
  after: { mode: after },
});

describe("a side that is to get the traffic", () => {
  it.each([
    ["scales by its forecast where the other one does", scales, forecasts, [change("web-green", forecasts, scales)]],
    ["only forecasts where the other one does", forecasts, scales, [change("web-green", scales, forecasts)]],
    ["is left alone where it is as the other one", scales, scales, []],
  ])("%s", (_, active, idle, changes) => {
    const policies = [policy("web-blue", active), policy("web-green", idle)];
    expect(predictAs(policies, green, blue)).toEqual(changes);
  });
});

describe("a side that has lost the traffic", () => {
  it.each([
    ["only forecasts", scales, [change("web-blue", scales, forecasts)]],
    ["is left alone where it only forecasts", forecasts, []],
  ])("%s", (_, mode, changes) => {
    expect(predictNothing([policy("web-blue", mode), policy("web-green", scales)], blue, green)).toEqual(changes);
  });
});

it.each([
  ["none", []],
  ["one on the active side only", [policy("web-blue", scales)]],
  ["one on the idle side only", [policy("web-green", forecasts)]],
  ["one of another name on each side", [policy("web-blue", scales), policy("web-green", forecasts, "other")]],
])("of predictive policies that have no counterpart no mode is changed: %s", (_, policies) => {
  expect([...predictAs(policies, green, blue), ...predictNothing(policies, blue, green)]).toEqual([]);
});

it("traffic comes to a side that scales by its forecast, and leaves one that then only forecasts", () => {
  const planned = moveTraffic.plan({
    environment: registered(),
    deployment: { id: "d-1" },
    planned: [],
    alarms: [],
    ...unwatched,
    predictive: [policy("web-blue", scales), policy("web-green", forecasts)],
    view: view("blue", side("blue", healthyTargets(4)), side("green", healthyTargets(4))),
  });
  const ids = planned.map(({ resource: { kind, id } }) => (kind === "predictive-mode" ? id : kind));
  const listeners = ids.flatMap((id, index) => (id.startsWith("listener") ? [index] : []));
  expect(listeners).toHaveLength(2);
  expect(ids.indexOf("web-green/tomorrow")).toBeGreaterThan(-1);
  expect(ids.indexOf("web-green/tomorrow")).toBeLessThan(Math.min(...listeners));
  expect(ids.indexOf("web-blue/tomorrow")).toBeGreaterThan(Math.max(...listeners));
});

describe("an undo", () => {
  const onGreen = view("green", side("blue", healthyTargets(4)), side("green", healthyTargets(4)));
  const left =
    "the policy tomorrow of web-green was not set to forecast only, since listener 80 still sends it production traffic.";

  it.each([
    ["that would let a side with traffic only forecast is left", change("web-green", scales, forecasts), true, left],
    ["that lets a side without traffic only forecast is made", change("web-blue", scales, forecasts), true, undefined],
    ["that lets a side with traffic scale is made", change("web-green", forecasts, scales), false, undefined],
    ["that lets another group only forecast is made", change("worker", scales, forecasts), true, undefined],
  ])("%s", (_, undo, concerns, why) => {
    expect(concernsTraffic(undo as Change)).toBe(concerns);
    expect(wouldStarve(undo as Change, onGreen)).toBe(why);
  });
});
