import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { order } from "../../src/deployment/steps/order.ts";
import { toldEnds, toldNowhere, toldPhases, toldRollback } from "../../statemachines/phases.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => parse(readFileSync(join(root, "statemachines", file), "utf8"), { logLevel: "silent" });
const states = [
  ...["blue-green", "rolling-update", "rollback"].flatMap((name) => Object.keys(read(`${name}.asl.yml`).States)),
  ...Object.keys(read("rollback.states.yml")),
];

const stops = [...toldPhases.flatMap((phase) => phase.stops), ...toldRollback];
const places = [...stops.flatMap(({ state, within = [] }) => [state, ...within]), ...toldEnds, ...toldNowhere];

describe("what is told of the machines", () => {
  it("has a place for each state, and for nothing else", () => {
    expect(places.toSorted()).toEqual([...new Set(states)].toSorted());
  });

  it("tells the steps of each action in the order in which they are done", () => {
    const placeOf = (state: string) => stops.findIndex((stop) => stop.state === state);
    for (const [action, steps] of Object.entries(order)) {
      // A deploy takes its preview away at its end, where a release does before its first move.
      const told = steps.map(({ name }) => placeOf(name));
      expect([action, told]).toEqual([action, told.toSorted((one, other) => one - other)]);
    }
  });
});
