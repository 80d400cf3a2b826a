import { describe, expect, it } from "vitest";
import { defaults } from "../../../../src/deployment/defaults.ts";
import { noTrail } from "../../../../src/inventory/findings/no-trail.ts";
import { type Scene, thresholdsOf } from "../../../../src/inventory/findings/rule.ts";
import { here, noon } from "../estate.ts";

const found = (trails: Scene["trails"], stages: Scene["stages"] = new Map([["web-live", "live"]])) =>
  noTrail({
    resources: [],
    now: noon,
    stages,
    keepIdle: new Map(),
    here,
    certificateEnds: new Map(),
    moving: new Set<string>(),
    stack: "sarcelle-live",
    thresholds: thresholdsOf(defaults),
    trails,
  }).map(({ resource, level, found }) => ({ of: resource.facts.name, level, found }));

describe("an account and region without a trail that tells of writes", () => {
  const trail = { name: "all", isLogging: true, hasWrites: true };

  it("is one finding, however many resources and environments there are", () => {
    expect(found([])).toEqual([
      {
        of: "trails of eu-west-1",
        level: "warning",
        found:
          "There is no trail here: nobody can know who changes what Sarcelle moves, and such a change is seen at the next sweep only",
      },
    ]);
    expect(found([], new Map([["web-live", "beta"]])).map(({ level }) => level)).toEqual(["info"]);
  });

  it.each([
    {
      trails: [{ ...trail, isLogging: false }],
      says: "No trail logs management events that write (all, which is stopped)",
    },
    { trails: [{ ...trail, hasWrites: false }], says: "No trail logs management events that write (all)" },
  ])("names those that tell of nothing: $says", ({ trails, says }) => {
    expect(found(trails).map((each) => each.found.split(":")[0])).toEqual([says]);
  });

  it("is none where one of several does, where nobody looked, and as long as no environment is registered", () => {
    expect(found([{ ...trail, isLogging: false }, trail])).toEqual([]);
    expect(found(undefined)).toEqual([]);
    expect(found([], new Map())).toEqual([]);
  });
});
