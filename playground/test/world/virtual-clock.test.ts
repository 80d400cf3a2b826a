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

test("a virtual clock waits until the time that was reckoned from what it told", async () => {
  const clock = virtualClock(0);
  const told: string[] = [];
  await clock.advance(0.6);
  clock.after(10 - clock.now(), () => told.push("at 10"));
  await clock.advance(9.4);
  expect(told).toEqual(["at 10"]);
});
