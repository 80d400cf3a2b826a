import { describe, expect, it } from "vitest";
import { createWorld, minute, refusal } from "./world.ts";

const start = Date.UTC(2026, 0, 1);
const orders = { Namespace: "Shop", MetricName: "Orders" };

const measured = async (...data: readonly object[]) => {
  const world = createWorld();
  const publish = (...MetricData: readonly object[]) =>
    world.call("PutMetricData", {
      Namespace: "Shop",
      MetricData: MetricData.map((datum) => ({ MetricName: "Orders", ...datum })),
    });
  await publish(...data);
  const statistics = (input: object) =>
    world.call("GetMetricStatistics", {
      ...orders,
      StartTime: new Date(start),
      EndTime: new Date(start + 2 * minute),
      Period: 60,
      ...input,
    });
  return { ...world, publish, statistics };
};

describe("metrics", () => {
  it("are added up per period", async () => {
    const { clock, publish, statistics } = await measured({ Value: 4 }, { Values: [1, 7], Counts: [2, 1] });
    await clock.advance(minute);
    await publish({ StatisticValues: { SampleCount: 2, Sum: 20, Minimum: 5, Maximum: 15 } });
    const { Datapoints } = await statistics({ Statistics: ["SampleCount", "Sum", "Average", "Minimum", "Maximum"] });
    expect(Datapoints).toEqual([
      { Timestamp: new Date(start), Unit: "None", SampleCount: 4, Sum: 13, Average: 3.25, Minimum: 1, Maximum: 7 },
      {
        Timestamp: new Date(start + minute),
        Unit: "None",
        SampleCount: 2,
        Sum: 20,
        Average: 10,
        Minimum: 5,
        Maximum: 15,
      },
    ]);
  });

  it("stay apart by their units, of which one can be asked for", async () => {
    const { statistics } = await measured({ Value: 3, Unit: "Seconds" }, { Value: 8, Unit: "Count" }, { Value: 5 });
    const { Datapoints } = await statistics({ Statistics: ["Average"] });
    expect(Datapoints).toEqual([
      { Timestamp: new Date(start), Unit: "Seconds", Average: 3 },
      { Timestamp: new Date(start), Unit: "Count", Average: 8 },
      { Timestamp: new Date(start), Unit: "None", Average: 5 },
    ]);
    expect((await statistics({ Statistics: ["Average"], Unit: "Count" })).Datapoints).toEqual([
      { Timestamp: new Date(start), Unit: "Count", Average: 8 },
    ]);
  });

  it("have percentiles, but not of statistic sets of different values", async () => {
    const { clock, publish, statistics } = await measured({ Values: [1, 2, 3, 100], Counts: [50, 40, 9, 1] });
    await clock.advance(minute);
    await publish({ StatisticValues: { SampleCount: 2, Sum: 20, Minimum: 5, Maximum: 15 } });
    expect((await statistics({ ExtendedStatistics: ["p50", "p90", "p99", "p99.5", "p0", "p100"] })).Datapoints).toEqual(
      [
        {
          Timestamp: new Date(start),
          Unit: "None",
          ExtendedStatistics: { p50: 1, p90: 2, p99: 3, "p99.5": 100, p0: 1, p100: 100 },
        },
      ],
    );
  });

  it("can be asked for by the second", async () => {
    const { clock, publish, statistics } = await measured({ Value: 1 });
    await clock.advance(1_000);
    await publish({ Value: 2 });
    const EndTime = new Date(start + 3_000);
    const { Datapoints } = await statistics({ EndTime, Period: 1, Statistics: ["Sum"] });
    expect(Datapoints).toEqual([
      { Timestamp: new Date(start), Unit: "None", Sum: 1 },
      { Timestamp: new Date(start + 1_000), Unit: "None", Sum: 2 },
    ]);
  });

  it("can be asked for over a day that does not begin on a full minute, in 1440 datapoints", async () => {
    const { statistics } = await measured({ Value: 1 });
    const odd = { StartTime: new Date(start + 30_000), EndTime: new Date(start + 30_000 + 1440 * minute) };
    expect((await statistics({ ...odd, Statistics: ["Sum"] })).Datapoints).toHaveLength(1);
    expect(await refusal(statistics({ ...odd, Period: 1, Statistics: ["Sum"] }))).toBe(
      "InvalidParameterCombinationException: You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
    );
  });

  it.each([
    [
      { Period: 45, Statistics: ["Sum"] },
      "InvalidParameterValueException: The parameter Period must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.",
    ],
    [{}, "InvalidParameterCombinationException: Must specify either Statistics or ExtendedStatistics"],
    [
      { ExtendedStatistics: ["q9"] },
      "InvalidParameterValueException: The value q9 for parameter ExtendedStatistics is invalid.",
    ],
    [
      { EndTime: new Date(start), Statistics: ["Sum"] },
      "InvalidParameterValueException: The parameter StartTime must be less than the parameter EndTime.",
    ],
  ])("are not answered for %j", async (input, message) => {
    const { statistics } = await measured({ Value: 1 });
    expect(await refusal(statistics(input))).toBe(message);
  });

  const set = { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 };
  it.each([
    [
      { Value: 1, Values: [1] },
      "InvalidParameterCombinationException: The parameters MetricData.member.2.Value and MetricData.member.2.Values are mutually exclusive and you have specified both.",
    ],
    [
      { Value: 1, StatisticValues: set },
      "InvalidParameterCombinationException: The parameters MetricData.member.2.Value and MetricData.member.2.StatisticValues are mutually exclusive and you have specified both.",
    ],
    [
      { Values: [1, 2], Counts: [1, 2, 3] },
      "InvalidParameterValueException: The parameters MetricData.member.2.Values and MetricData.member.2.Counts must be of the same size.",
    ],
    [
      { Values: Array.from({ length: 151 }, () => 1) },
      "InvalidParameterValueException: The collection MetricData.member.2.Values must not have a size greater than 150.",
    ],
  ])("with a datum like %j are not taken, nor what is beside it", async (datum, message) => {
    const { publish, statistics } = await measured();
    expect(await refusal(publish({ Value: 1 }, datum))).toBe(message);
    expect((await statistics({ Statistics: ["Sum"] })).Datapoints).toEqual([]);
  });

  it("may have values and a statistic set in one datum, as AWS takes it", async () => {
    const { statistics } = await measured({ Values: [1], StatisticValues: { ...set, SampleCount: 10 } });
    expect((await statistics({ Statistics: ["SampleCount"] })).Datapoints).toMatchObject([{ SampleCount: 10 }]);
  });

  it("of AWS's own namespaces cannot be published by anybody else, but for the use of instances that nothing measures here", async () => {
    const { call, cloudWatch: _, ...world } = createWorld();
    const put = (Namespace: string, MetricName: string) =>
      call("PutMetricData", { Namespace, MetricData: [{ MetricName, Value: 80 }] });
    const refused = "InvalidParameterValueException: The value AWS/ for parameter Namespace is invalid.";
    expect(await refusal(put("AWS/EC2", "StatusCheckFailed"))).toBe(refused);
    expect(await refusal(put("AWS/ApplicationELB", "RequestCount"))).toBe(refused);
    await world.put({ Namespace: "AWS/EC2", MetricName: "CPUUtilization", Dimensions: [] });
    await put("AWS/EC2", "CPUUtilization");
    await world.clock.advance(minute);
    expect(await world.state()).toBe("ALARM");
  });
});
