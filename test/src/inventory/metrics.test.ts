import { describe, expect, it } from "vitest";
import { embeddedMetrics } from "../../../src/inventory/metrics.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe("embedded metrics", () => {
  it("are one line if no list holds more than CloudWatch takes of one", () => {
    const measured = {
      Recorded: { unit: "Count", value: 7 },
      EventToRow: { unit: "Milliseconds", value: numbers(0, 100) },
    } as const;
    expect(embeddedMetrics(1_000.5, measured)).toEqual([
      {
        _aws: {
          Timestamp: 1_000,
          CloudWatchMetrics: [
            {
              Namespace: "Sarcelle/Inventory",
              Dimensions: [[]],
              Metrics: [
                { Name: "Recorded", Unit: "Count" },
                { Name: "EventToRow", Unit: "Milliseconds" },
              ],
            },
          ],
        },
        Recorded: 7,
        EventToRow: numbers(0, 100),
      },
    ]);
  });

  it("of a burst are as many lines as it takes, with every value once, and numbers in the first alone", () => {
    const lines = embeddedMetrics(1_000, {
      Recorded: { unit: "Count", value: 1_000 },
      EventToRow: { unit: "Milliseconds", value: numbers(0, 1_001) },
      WrongFor: { unit: "Milliseconds", value: numbers(0, 101) },
    });
    const values = (name: string) => lines.map((line) => (line as Record<string, unknown>)[name]);
    expect(values("Recorded").filter((value) => value !== undefined)).toEqual([1_000]);
    expect(values("EventToRow").flat()).toEqual(numbers(0, 1_001));
    expect(
      values("WrongFor")
        .flat()
        .filter((value) => value !== undefined),
    ).toEqual(numbers(0, 101));
    const lists = lines.flatMap((line) => Object.values<unknown>(line).filter((value) => Array.isArray(value)));
    expect(Math.max(...lists.map((list) => list.length))).toBe(100);
    const named = lines.map(({ _aws }) =>
      _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)),
    );
    expect(named.map((names, index) => names.every((name) => values(name)[index] !== undefined))).toEqual(
      lines.map(() => true),
    );
    expect(named.slice(1, 3)).toEqual([["EventToRow", "WrongFor"], ["EventToRow"]]);
  });

  it("leave out what was not measured once", () => {
    const [line, ...more] = embeddedMetrics(1_000, { EventToRow: { unit: "Milliseconds", value: [] } });
    expect([line._aws.CloudWatchMetrics[0]?.Metrics, more]).toEqual([[], []]);
    expect(line).not.toHaveProperty("EventToRow");
  });
});
