import { describe, expect, it } from "vitest";
import { doubtsElsewhere, freshnessElsewhere, releasesElsewhere } from "../../../../src/inventory/elsewhere/heard.ts";

const hour = 3_600_000;
const us = { account: "123456789012", region: "us-east-1", stack: "sarcelle-live" };
const them = { account: "210987654321", region: "eu-west-1", stack: "sarcelle-live" };
const environment = (from: typeof us) => ({ ...from, asOf: 0, environment: "web-live", sides: [] });

describe("what was heard of other installations", () => {
  it("is as old as the last time that each told all of it", () => {
    const heard = {
      environments: [environment(us), environment(them)],
      installations: [{ ...us, completeAsOf: hour }],
    };
    const fresh = freshnessElsewhere(heard, 3 * hour);
    expect(fresh).toEqual([
      { ...us, environments: 1, completeAsOf: hour, age: 2 * hour },
      { ...them, environments: 1, completeAsOf: null, age: null },
    ]);
    expect(doubtsElsewhere(fresh)).toEqual([
      "sarcelle-live in account 210987654321, eu-west-1 has not told yet which environments it has.",
    ]);
  });

  it("is doubted once somebody has not told for more than twice as long as he usually does", () => {
    const installations = [{ ...us, completeAsOf: 0 }];
    const doubts = (now: number) => doubtsElsewhere(freshnessElsewhere({ environments: [], installations }, now));
    expect(doubts(2 * hour)).toEqual([]);
    expect(doubts(5 * hour)).toEqual([
      "sarcelle-live in account 123456789012, us-east-1 has told nothing of all its environments for 5.0 hours; it does so every hour.",
    ]);
  });

  it("keeps environments of one name apart by account and region", () => {
    const side = { side: "blue" as const, version: "1", commit: null, since: 0, healthy: 1, total: 1, active: true };
    const sides = [{ ...side, traffic: [] }];
    const heard = {
      environments: [us, them].map((from) => ({ ...environment(from), sides })),
      installations: [],
    };
    expect(releasesElsewhere(heard)).toEqual(
      [us, them].map(({ account, region }) => ({ ...sides[0], environment: "web-live", account, region })),
    );
  });
});
