import type { MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { createWorld, minute, refusal } from "./world.ts";

const start = Date.UTC(2026, 0, 1);
const at = (minutes: number) => new Date(start + minutes * minute);
const query = (Id: string, extra: object = {}, Stat = "Sum") => ({
  Id,
  MetricStat: { Metric: { Namespace: "Shop", MetricName: "Orders" }, Period: 60, Stat },
  ...extra,
});

const measured = async () => {
  const world = createWorld();
  for (const Value of [1, 2, 3]) {
    const MetricData = [{ MetricName: "Orders", Value, Unit: "Count" }];
    await world.call("PutMetricData", { Namespace: "Shop", MetricData });
    await world.clock.advance(minute);
  }
  const data = (MetricDataQueries: readonly object[], extra: object = {}) =>
    world.call("GetMetricData", { MetricDataQueries, StartTime: at(0), EndTime: at(3), ...extra });
  return { ...world, data };
};

describe("GetMetricData", () => {
  it("is as quick over a century as over an hour", async () => {
    const { data } = await measured();
    const [StartTime, EndTime] = [new Date(0), new Date(Date.UTC(2100, 0, 1))];
    const { MetricDataResults } = await data([query("a")], { StartTime, EndTime, ScanBy: "TimestampAscending" });
    expect(MetricDataResults).toMatchObject([{ Id: "a", Timestamps: [at(0), at(1)], Values: [1, 2] }]);
  });

  it("answers the newest values first, in pages on which the values of one query go on", async () => {
    const { data } = await measured();
    const queries = [query("a"), query("hidden", { ReturnData: false }), query("b", { Label: "again" })];
    const pages: MetricDataResult[][] = [];
    for (let NextToken: string | undefined; ; ) {
      const answer = await data(queries, { NextToken });
      pages.push(answer.MetricDataResults);
      NextToken = answer.NextToken;
      if (NextToken === undefined) break;
    }
    const result = (Id: string, minutes: number[], Values: number[], StatusCode: string) => ({
      Id,
      Label: Id === "b" ? "again" : "Orders",
      Timestamps: minutes.map(at),
      Values,
      StatusCode,
    });
    expect(pages).toEqual([
      [result("a", [2, 1], [3, 2], "PartialData"), result("b", [], [], "PartialData")],
      [result("a", [0], [1], "Complete"), result("b", [2], [3], "PartialData")],
      [result("a", [], [], "Complete"), result("b", [1, 0], [2, 1], "Complete")],
    ]);
  });

  it("answers the oldest first if asked, percentiles, and nothing of another unit", async () => {
    const { data } = await measured();
    const one = async (asked: object, extra: object = { ScanBy: "TimestampAscending", MaxDatapoints: 1 }) =>
      (await data([asked], extra)).MetricDataResults[0].Values;
    expect(await one(query("a"))).toEqual([1]);
    expect(await one(query("a", {}, "p99"))).toEqual([1]);
    const { MetricStat } = query("a");
    expect(await one({ Id: "a", MetricStat: { ...MetricStat, Unit: "Seconds" } })).toEqual([]);
  });

  it.each([
    [[{ Id: "a" }], {}, "ValidationError: The parameter MetricDataQueries.member.1.MetricStat is required.\n"],
    [[query("a"), query("a")], {}, "ValidationError: The values for parameter id in MetricDataQueries are not unique."],
    [
      [query("A")],
      {},
      "ValidationError: The value A for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
    ],
    [
      Array.from({ length: 501 }, (_, index) => query(`q${index}`)),
      {},
      "ValidationError: The collection MetricDataQueries must not have a size greater than 500.",
    ],
    [
      [query("a")],
      { EndTime: at(0) },
      "ValidationError: The parameter StartTime must be less than the parameter EndTime.",
    ],
    [
      [{ Id: "e", Expression: "a / 2" }],
      {},
      "PlaygroundNotEmulated: The playground does not emulate the expression 'a / 2' in GetMetricData. See playground/README.md for what it does.",
    ],
  ])("refuses the queries %j with %j", async (queries, extra, message) => {
    const { data } = await measured();
    expect(await refusal(data(queries, extra))).toBe(message);
  });
});

describe("ListMetrics", () => {
  const listed = async () => {
    const world = createWorld();
    const publish = (MetricName: string, dimensions: Readonly<Record<string, string>>) =>
      world.cloudWatch.publish("Shop", MetricName, dimensions, 1);
    publish("Orders", { Shop: "north", Floor: "1" });
    publish("Orders", { Shop: "south" });
    publish("Visits", {});
    const list = async (input: object = {}) => {
      const { Metrics, NextToken } = await world.call("ListMetrics", input);
      return { metrics: Metrics, token: NextToken };
    };
    return { ...world, publish, list };
  };
  const north = {
    Namespace: "Shop",
    MetricName: "Orders",
    Dimensions: [
      { Name: "Shop", Value: "north" },
      { Name: "Floor", Value: "1" },
    ],
  };
  const south = { Namespace: "Shop", MetricName: "Orders", Dimensions: [{ Name: "Shop", Value: "south" }] };
  const visits = { Namespace: "Shop", MetricName: "Visits", Dimensions: [] };

  it("shows a metric fifteen minutes after its first value, in pages", async () => {
    const { clock, list } = await listed();
    await clock.advance(15 * minute - 1);
    expect((await list()).metrics).toEqual([]);
    await clock.advance(1);
    const { metrics, token } = await list();
    expect(metrics).toEqual([north, south]);
    expect(await list({ NextToken: token })).toEqual({ metrics: [visits], token: undefined });
  });

  it.each([
    [{ MetricName: "Visits" }, [visits]],
    [{ Namespace: "Other" }, []],
    [{ Dimensions: [{ Name: "Shop" }] }, [north, south]],
    [{ Dimensions: [{ Name: "Shop", Value: "south" }] }, [south]],
    [{ Dimensions: [{ Name: "Shop" }, { Name: "Floor", Value: "1" }] }, [north]],
  ])("filters by %j", async (filter, metrics) => {
    const { clock, list } = await listed();
    await clock.advance(15 * minute);
    expect((await list(filter)).metrics).toEqual(metrics);
  });

  it("leaves out what was silent for three hours, if asked, and what was for two weeks", async () => {
    const { clock, list, publish } = await listed();
    await clock.advance(180 * minute);
    publish("Visits", {});
    await clock.advance(minute);
    expect((await list({ RecentlyActive: "PT3H" })).metrics).toEqual([visits]);
    await clock.advance(14 * 24 * 60 * minute - minute);
    expect((await list()).metrics).toEqual([visits]);
  });
});
