import { afterEach, expect, it } from "vitest";
import { type WallClock, wallClock } from "../../world/clock.ts";

let clock: WallClock | undefined;
afterEach(() => clock?.stop());

/** A clock a thousand times as fast, and what its tasks failed with. */
const watchedClock = () => {
  const mishaps: unknown[] = [];
  clock = wallClock(1_000, (error) => mishaps.push(error));
  const { after } = clock;
  const passed = () => new Promise<void>((resolve) => after(0, resolve));
  return { after, mishaps, passed };
};

it("a task that fails on the wall clock is told of, and the next is done all the same", async () => {
  const { after, mishaps, passed } = watchedClock();
  const failure = new Error("nobody can use this value");
  after(0, () => {
    throw failure;
  });
  await passed();
  await passed();
  expect(mishaps).toEqual([failure]);
});
