import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { machineNow, wallClock, worldTime } from "../../world/wall-clock.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
});

const seconds = (count: number) => count * 1_000;

describe("the wall clock", () => {
  it("runs so many times as fast as the machine's, from now on", () => {
    const clock = wallClock(10);
    const begun = clock.now();
    expect(begun).toBe(Math.floor(machineNow()));
    vi.advanceTimersByTime(seconds(2));
    expect(clock.now() - begun).toBe(seconds(20));
    expect(Math.floor(worldTime(clock.scale(), machineNow()))).toBe(clock.now());
  });

  it("tells whole milliseconds", () => {
    const clock = wallClock(0.7);
    const told = [1, 2, 3].map(() => {
      vi.advanceTimersByTime(1);
      return clock.now();
    });
    expect(told.filter((time) => !Number.isInteger(time))).toEqual([]);
  });

  it("goes on from where it is at another speed, and waits in the world's time across the change", () => {
    const clock = wallClock(10);
    const begun = clock.now();
    const done: string[] = [];
    clock.after(seconds(30), () => done.push("after 30 s"));
    const cancel = clock.after(seconds(30), () => done.push("cancelled"));
    vi.advanceTimersByTime(seconds(1));
    clock.run(2);
    cancel();
    vi.advanceTimersByTime(seconds(9.5));
    expect({ passed: clock.now() - begun, done }).toEqual({ passed: seconds(29), done: [] });
    vi.advanceTimersByTime(seconds(0.5));
    expect(done).toEqual(["after 30 s"]);
  });

  it("tells who follows it of another speed, until they no longer want to know", () => {
    const clock = wallClock(10);
    const told: number[] = [];
    const unfollow = clock.onScale(({ speed }) => told.push(speed));
    clock.run(5);
    unfollow();
    clock.run(1);
    expect(told).toEqual([5]);
    expect(clock.speed).toBe(10);
  });

  it("waits longer than a timer of Node.js can, and for nothing once stopped", () => {
    const clock = wallClock(1);
    const done: string[] = [];
    const long = 2 ** 31 + seconds(5);
    clock.after(long, () => done.push("long"));
    vi.advanceTimersByTime(long - 1);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(done).toEqual(["long"]);
    clock.after(1, () => done.push("never"));
    clock.stop();
    vi.advanceTimersByTime(seconds(5));
    expect(done).toEqual(["long"]);
  });

  it("tells of a task that fails, and does the next all the same", () => {
    const mishaps: unknown[] = [];
    const clock = wallClock(1, (error) => mishaps.push(error));
    const failure = new Error("nobody can use this value");
    clock.after(0, () => {
      throw failure;
    });
    const done: string[] = [];
    clock.after(1, () => done.push("the next"));
    vi.advanceTimersByTime(1);
    expect({ mishaps, done }).toEqual({ mishaps: [failure], done: ["the next"] });
  });
});
