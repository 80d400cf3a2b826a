import { expect, test } from "vitest";
import { virtualClock } from "../../world/clock.ts";

test("a virtual clock tells whole milliseconds, and what is due between them comes in its order", async () => {
  const clock = virtualClock(0);
  const told: [string, number][] = [];
  clock.after(1.7, () => told.push(["later", clock.now()]));
  clock.after(1.2, () => told.push(["sooner", clock.now()]));
  await clock.advance(2);
  expect(told).toEqual([
    ["sooner", 1],
    ["later", 1],
  ]);
});
