import { describe, expect, it } from "vitest";
import {
  asLongBefore,
  compare,
  compareSideBySide,
  compareWithBefore,
  knownSince,
  type MeasuredMinutes,
  type Minute,
  refuseUncomparable,
} from "../../../src/deployment/comparison.ts";
import { compareSchema, type Limits } from "../../../src/deployment/comparison-limits.ts";
import { CannotBake } from "../../../src/errors.ts";
import { healthyTargets, side, view } from "./world.ts";

const minutes = (count: number) => count * 60_000;
const [to, from] = [side("green", healthyTargets(4)), side("blue", healthyTargets(4))];
const limits = (said: object): Limits => compareSchema.parse(said);

/** The same in each of three minutes, of the first target group of either side; the second one has as much and no errors. */
const measured = (of: Partial<Minute>, against: Partial<Minute>, start = 0): MeasuredMinutes => {
  const three = (minute: Partial<Minute>) =>
    [0, 1, 2].map((each): Minute => ({ at: start + minutes(each), requests: 100, errors: 0, ...minute }));
  const [one, two] = to.targetGroups;
  const [other, another] = from.targetGroups;
  const { errors: _, p95: __, ...plain } = of;
  return new Map([
    [one?.arn ?? "", three(of)],
    [two?.arn ?? "", three(plain)],
    [other?.arn ?? "", three(against)],
    [another?.arn ?? "", three({ requests: against.requests ?? 100 })],
  ]);
};
const span = { start: 0, end: minutes(3) };
const split = (said: object, of: Partial<Minute>, against: Partial<Minute>, share = 0.5) =>
  compare(limits(said), { to, from, span, against: span, share }, measured(of, against));
const name = to.targetGroups[0]?.name;

describe("the minutes that are compared", () => {
  it.each([
    ["none before a whole one is a minute old", 10_000, minutes(3) - 1, undefined],
    ["the first whole one", 10_000, minutes(3), { start: minutes(1), end: minutes(2) }],
    ["one that begins with the traffic", 0, minutes(2), { start: 0, end: minutes(1) }],
    ["all whole ones but the youngest", 10_000, minutes(7) + 20_000, { start: minutes(1), end: minutes(6) }],
  ])("are %s", (_, since, now, known) => {
    expect(knownSince(since, now)).toEqual(known);
  });

  it("are there after three minutes, wherever in a minute the wait begins", () => {
    for (let since = 0; since < 60_000; since += 1_000) expect(knownSince(since, since + minutes(3))).toBeDefined();
  });

  it("are held against as many before the one in which the traffic moved", () => {
    expect(asLongBefore(minutes(10) + 5, { start: minutes(11), end: minutes(14) })).toEqual({
      start: minutes(7),
      end: minutes(10),
    });
  });
});

describe("errors", () => {
  it("may be so many percentage points more, and no more", () => {
    expect(split({ errorPoints: 1 }, { errors: 3 }, { errors: 2 }).worse).toBeUndefined();
    expect(split({ errorPoints: 1 }, { errors: 20 }, { errors: 2 }).worse).toBe(
      `20 % of the answers of ${name} are errors (5xx), of the other side 2 %; at most 1 percentage points more are allowed`,
    );
    expect(split({ errorPoints: 1 }, { errors: 2 }, { errors: 20 }).worse).toBeUndefined();
    expect(split({ latencyP95Percent: 1 }, { errors: 20 }, {}).worse).toBeUndefined();
  });
});

describe("latency", () => {
  it("may be so many percent more, and no more; what was not measured is not compared", () => {
    expect(split({ latencyP95Percent: 20 }, { p95: 0.12 }, { p95: 0.1 }).worse).toBeUndefined();
    expect(split({ latencyP95Percent: 20 }, { p95: 0.121 }, { p95: 0.1 }).worse).toBe(
      `${name} takes up to 121 ms for 95 of 100 answers, the other side 100 ms; at most 20 % longer is allowed`,
    );
    expect(split({ latencyP95Percent: 20 }, { p95: 5 }, {}).worse).toBeUndefined();
  });
});

describe("requests", () => {
  it("may be so many percent fewer than the share, and no fewer", () => {
    expect(split({ requestsPercent: 50 }, { requests: 10 }, { requests: 90 }, 0.1).worse).toBeUndefined();
    expect(split({ requestsPercent: 50, minimumRequests: 30 }, { requests: 4 }, { requests: 96 }, 0.1).worse).toBe(
      `${name} got 12 requests, where 30 are its share; at most 50 % fewer are allowed`,
    );
  });

  it("that are none at all are seen where there should be some", () => {
    expect(split({ requestsPercent: 50 }, { requests: 0 }, { requests: 900 }, 0.1).worse).toMatch(/got 0 requests/);
  });
});

describe("too few requests", () => {
  it("of either side judge nothing, and it is said", () => {
    for (const [of, against] of [
      [{ requests: 33, errors: 33 }, {}],
      [{ errors: 100 }, { requests: 33 }],
    ] as const) {
      const { worse, judged, unjudged } = split({ errorPoints: 1 }, of, against);
      expect([worse, judged, unjudged.length]).toEqual([undefined, [], 2]);
    }
    expect(split({ errorPoints: 1 }, { requests: 33 }, {}).unjudged[0]).toBe(
      `${name} was not compared: 99 requests against 300, 100 needed of each`,
    );
  });

  it("are none where a minute is known to have had enough", () => {
    expect(split({ errorPoints: 1 }, { p95: 0.1 }, { p95: 0.1, errors: 1 }).judged[0]).toBe(
      `${name}: 300 requests against 300, 0 % errors against 1 %, p95 100 ms against 100 ms`,
    );
  });
});

it("a side with all of the traffic is held against the minutes before it had that, a part of it against the same minutes", () => {
  const both = { to, from };
  const [one] = to.targetGroups;
  const [other] = from.targetGroups;
  const minute = (at: number, errors: number): Minute => ({ at, requests: 500, errors });
  const series: MeasuredMinutes = new Map([
    [one?.arn ?? "", [minute(minutes(5), 100)]],
    [other?.arn ?? "", [minute(minutes(3), 0), minute(minutes(5), 100)]],
  ]);
  const when = { since: minutes(4) + 1, now: minutes(7) };
  expect(compareWithBefore(limits({ errorPoints: 5 }), both, series, when).worse).toMatch(/^20 % .* other side 0 %/);
  expect(compareSideBySide(limits({ errorPoints: 5 }), { ...both, share: 0.5 }, series, when).worse).toBeUndefined();
  expect(compareWithBefore(limits({ errorPoints: 5 }), both, series, { since: 0, now: 1 })).toEqual({
    worse: undefined,
    judged: [],
    unjudged: ["nothing was compared: no whole minute is known yet"],
  });
});

describe("what cannot be compared is refused before the first change", () => {
  const application = {
    loadBalancer: {
      ...view("blue").loadBalancer,
      arn: "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1",
    },
  };
  const network = {
    loadBalancer: {
      ...application.loadBalancer,
      arn: "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/web/1",
    },
  };
  const canary = (wait: number) => ({ type: "canary" as const, percent: 10, wait });

  it("where a wait is shorter than three minutes", () => {
    expect(() => refuseUncomparable({ action: "switch", strategy: canary(179) }, application)).toThrow(CannotBake);
    expect(() => refuseUncomparable({ action: "switch", strategy: canary(180) }, application)).not.toThrow();
  });

  it("where no requests are measured", () => {
    expect(() => refuseUncomparable({ action: "release" }, network)).toThrow(/is no application load balancer/);
    expect(() => refuseUncomparable({ action: "release" }, application)).not.toThrow();
    expect(() => refuseUncomparable({ action: "switch" }, network)).not.toThrow();
  });
});
