import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate, type WorldChange } from "./simulation.ts";

const change = (arrivals: { readonly minLength: number }): fc.Arbitrary<WorldChange> =>
  fc.record({
    instance: fc.nat(1),
    // Some right after another, some long after.
    after: fc.oneof(fc.nat(3_000), fc.nat(20_000), fc.nat(300_000)),
    value: fc.option(fc.nat(1), { freq: 4 }),
    arrivals: fc.array(fc.oneof(fc.nat(1_000), fc.nat(20_000), fc.nat(100_000)), { ...arrivals, maxLength: 3 }),
  });

const histories = (arrivals: { readonly minLength: number }) =>
  fc.array(change(arrivals), { minLength: 1, maxLength: 8 });

/** A small generator of numbers in [0, 1). */
const diceOf = (seed: number) => {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
};

const check = (minLength: number, sweeping: boolean, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(histories({ minLength }), fc.integer(), async (changes, seed) => {
      const { world, table } = await simulate(changes, diceOf(seed), sweeping);
      expect(table).toEqual(world);
    }),
    { numRuns, seed: 4 },
  );

describe("for any history of the world, and any order, delay and repetition of its events", () => {
  it("the table is the world when no event is lost, without a sweep", () => check(1, false, 5_000), 60_000);

  it("the table is the world after a sweep, whatever was lost", () => check(0, true, 5_000), 60_000);
});
