import { describe, expect, it, onTestFinished, vi } from "vitest";
import { keepUp, nextSpeed, strainOf } from "../../world/keeping-up.ts";
import { wallClock } from "../../world/wall-clock.ts";

describe("how a world keeps up", () => {
  it.each([
    { case: "a thread that has its processor", look: { lag: 2, active: 100, used: 98 }, strain: 1 },
    { case: "a little else in the same process", look: { lag: 2, active: 130, used: 100 }, strain: 1 },
    { case: "a processor shared by three", look: { lag: 2, active: 150, used: 50 }, strain: 3 },
    { case: "too little to do to tell", look: { lag: 2, active: 20, used: 1 }, strain: 1 },
    { case: "a thread too busy by itself", look: { lag: 450, active: 250, used: 250 }, strain: 3 },
    { case: "a standstill", look: { lag: 60_000, active: 250, used: 250 }, strain: 50 },
  ])("the strain of $case is $strain", ({ look, strain }) => {
    expect(strainOf(look)).toBe(strain);
  });

  it("the speed falls at once, rises by degrees and is never more than was asked for", () => {
    expect(nextSpeed({ asked: 10, speed: 10 }, 4)).toBe(2.5);
    expect(nextSpeed({ asked: 10, speed: 2 }, 1)).toBeCloseTo(2.3);
    expect(nextSpeed({ asked: 10, speed: 9.9 }, 1)).toBe(10);
  });

  it("a thread that is blocked makes its world slower, and somebody is told if it stays so", () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const clock = wallClock(10);
    const told: string[] = [];
    const keeping = keepUp(clock, (line) => told.push(line));
    onTestFinished(() => {
      keeping.stop();
      clock.stop();
    });
    vi.spyOn(performance, "eventLoopUtilization").mockReturnValue({ active: 240, idle: 10, utilization: 0.96 });
    vi.spyOn(process, "threadCpuUsage").mockReturnValue({ user: 60_000, system: 0 });
    vi.advanceTimersByTime(250);
    expect(keeping.pace()).toEqual({ asked: 10, speed: 2.5, lag: 0 });
    expect(told).toEqual([]);
    vi.advanceTimersByTime(6_000);
    expect(told).toEqual([
      "This machine is too busy for speed 10: the world runs at 2.5 for now, and everything in it takes longer. " +
        "A lower --speed, or less traffic, would let it keep up.",
    ]);
    vi.spyOn(process, "threadCpuUsage").mockReturnValue({ user: 240_000, system: 0 });
    vi.advanceTimersByTime(6_000);
    expect(keeping.pace()).toEqual({ asked: 10, speed: 10, lag: 0 });
    expect(told.slice(1)).toEqual(["The world runs at speed 10 again."]);
  });
});
