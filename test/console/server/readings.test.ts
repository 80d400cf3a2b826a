import { expect, it } from "vitest";
import { createReadings, type Readings, type Source } from "../../../console/server/readings.ts";

/** A look that is not waited for, once what it reads was asked. */
const lookedAt = async (readings: Pick<Readings<object>, "look">) => {
  void readings.look();
  await new Promise(setImmediate);
};

interface Facts {
  readonly ground: string;
  readonly sides: string;
}

/** Readings whose answers come when the test says so. */
const byHand = (ground: () => Promise<string>) => {
  let now = 0;
  const begun: string[] = [];
  const open: Record<string, (answer: string) => void> = {};
  const answered = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => {
      open[name] = resolve;
    });
  };
  const sides = (known: (name: "ground") => string | null): Source<string> => ({
    read: answered("sides"),
    period: () => 5_000,
    mark: () => known("ground") ?? "",
  });
  const readings: Readings<Facts> = createReadings<Facts>(
    (known) => ({ ground: { read: ground, period: () => 1_000, vital: true }, sides: sides(known) }),
    {
      clock: { now: () => now },
      worldNow: () => now,
      speed: () => 1,
      budget: () => ({ usual: { all: 600, balancing: 600 }, most: { all: 900, balancing: 900 } }),
      renewTime: async () => {},
      inWords: String,
    },
  );
  return {
    readings,
    begun,
    answer: async (name: string, what: string) => {
      open[name]?.(what);
      await new Promise(setImmediate);
    },
    after: (milliseconds: number) => {
      now += milliseconds;
    },
    known: () => [readings.known("ground"), readings.known("sides")],
  };
};

it("is whole once each was read, and reads what all stands on while another takes its time", async () => {
  let traffic = "blue";
  const { readings, begun, answer, after, known } = byHand(async () => traffic);
  await readings.look();
  expect([known(), readings.isWhole()]).toEqual([["blue", null], false]);
  await lookedAt(readings);
  expect([begun, readings.isWhole()]).toEqual([["sides"], false]);
  await answer("sides", "blue");
  expect([known(), readings.isWhole()]).toEqual([["blue", "blue"], true]);

  // They come round; who waits for them hears of the lock all the same.
  after(5_000);
  await readings.look();
  await lookedAt(readings);
  after(1_000);
  await readings.look();
  expect([begun.length, readings.isWhole()]).toEqual([2, true]);

  // What was asked before the traffic moved contradicts that it has: it is read once more before anything is shown.
  after(1_000);
  traffic = "green";
  await readings.look();
  expect([known(), readings.isWhole()]).toEqual([["green", "blue"], false]);
  await answer("sides", "blue");
  expect(readings.isWhole()).toBe(false);
  await lookedAt(readings);
  await answer("sides", "green");
  expect([known(), readings.isWhole()]).toEqual([["green", "green"], true]);
});

it("is whole with what it has where what all stands on cannot be read", async () => {
  const { readings, begun } = byHand(() => Promise.reject(new Error("denied")));
  await readings.look();
  await readings.look();
  expect([begun, readings.isWhole(), readings.panels().ground.trouble]).toEqual([[], true, "Error: denied"]);
});
