import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPoller, type Shown } from "../../../console/server/poller.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A poller of pages of which each look is counted, and finds something new. */
const counted = () => {
  const looks: string[] = [];
  const poller = createPoller(
    (page) => ({
      async look() {
        looks.push(page);
        return true;
      },
      isWhole: () => true,
      shows: (n) => ({ gone: `${page} as number ${n}` }),
      hurry() {},
      ask() {},
    }),
    { now: () => Date.now() },
  );
  return { poller, looks };
};

it("reads a page once for all who look at it, and tells each under one number", async () => {
  const { poller, looks } = counted();
  const [first, second]: [Shown[], Shown[]] = [[], []];
  poller.watch("/web-live", (shown) => first.push(shown));
  await vi.advanceTimersByTimeAsync(0);
  // Who comes later is told at once what is known.
  poller.watch("/web-live", (shown) => second.push(shown));
  expect(second).toEqual([{ gone: "/web-live as number 1" }]);
  await vi.advanceTimersByTimeAsync(1_000);
  poller.stop();
  expect(second).toEqual(first);
  expect(looks.length).toBe(first.length);
});

it("reads on for a minute after nobody looks, and then rests until somebody does", async () => {
  const { poller, looks } = counted();
  const leave = poller.watch("/web-live", () => {});
  await vi.advanceTimersByTimeAsync(1_000);
  leave();
  await vi.advanceTimersByTimeAsync(59_000);
  const readOn = looks.length;
  await vi.advanceTimersByTimeAsync(2_000);
  const rests = looks.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(readOn).toBeGreaterThan(200);
  expect(looks.length).toBe(rests);
  poller.watch("/web-live", () => {});
  await vi.advanceTimersByTimeAsync(1_000);
  poller.stop();
  expect(looks.length).toBeGreaterThan(rests);
});

it("goes on with every page though one cannot be shown, and tells why", async () => {
  const told: unknown[] = [];
  const shown: Shown[] = [];
  const poller = createPoller(
    (page) => ({
      look: async () => true,
      isWhole: () => true,
      shows() {
        if (page === "/broken") throw new TypeError("no such thing");
        return { gone: page };
      },
      hurry() {},
      ask() {},
    }),
    { now: () => Date.now() },
    (error) => told.push(error),
  );
  poller.watch("/broken", () => {});
  poller.watch("/web-live", (each) => shown.push(each));
  await vi.advanceTimersByTimeAsync(1_000);
  poller.stop();
  expect(told.length).toBeGreaterThan(1);
  expect(told[0]).toEqual(new TypeError("no such thing"));
  expect(shown.length).toBeGreaterThan(1);
});

it("looks on while one look takes long, and tells what goes together", async () => {
  const shown: Shown[] = [];
  let looks = 0;
  let isWhole = true;
  const poller = createPoller(
    () => ({
      look: () => (++looks === 2 ? new Promise(() => {}) : Promise.resolve(true)),
      isWhole: () => isWhole,
      shows: (n) => ({ gone: `number ${n}` }),
      hurry() {},
      ask() {},
    }),
    { now: () => Date.now() },
  );
  poller.watch("/web-live", (each) => shown.push(each));
  await vi.advanceTimersByTimeAsync(1_000);
  const told = shown.length;
  isWhole = false;
  await vi.advanceTimersByTimeAsync(1_000);
  poller.stop();
  expect(told).toBeGreaterThan(5);
  expect(shown.length).toBe(told);
});
