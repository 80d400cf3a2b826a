/** The world's time beside the machine's: so many times as fast as was asked for, and slower where the machine cannot keep up. */
import type { Cancel, Clock } from "./clock.ts";

/** How the world's time runs beside the machine's: they were `world` and `machine` at one moment, and from then one runs faster. */
export interface TimeScale {
  /** Milliseconds since the epoch. */
  readonly world: number;
  readonly machine: number;
  /** World milliseconds in one of the machine's. */
  readonly speed: number;
}

// Read once: every call asks for the time several times, and the getter takes longer than the clock.
const { timeOrigin } = performance;

/** The machine's milliseconds since the epoch, the same in every process, with fractions. */
export const machineNow = (): number => timeOrigin + performance.now();

/** The world's time at a moment of the machine's. */
export const worldTime = ({ world, machine, speed }: TimeScale, moment: number): number =>
  world + (moment - machine) * speed;

export interface WallClock extends Clock {
  /** The speed that was asked for, in world milliseconds to one of the machine's. */
  readonly speed: number;
  /** How the world's time runs now. */
  scale(): TimeScale;
  /** From now on the time runs at another speed, which nobody asked for. What waits is waited for in the world's time. */
  run(speed: number): void;
  /** Calls `follow` whenever the time runs at another speed. */
  onScale(follow: (scale: TimeScale) => void): Cancel;
  /** Cancels everything that is still to happen. */
  stop(): void;
}

/** Tells on the playground's log, its standard error, of a task that failed and had nobody to fail to. */
export const tellOfMishap = (error: unknown): void => {
  const what = error instanceof Error ? error.stack : String(error);
  process.stderr.write(
    `A task of the playground failed; the world goes on without what it would have done.\n${what}\n`,
  );
};

/** Does a task. Nobody waits for it who could be told that it failed, so `mishap` is. */
const attempt = (task: () => void, mishap: (error: unknown) => void): void => {
  try {
    task();
  } catch (error) {
    mishap(error);
  }
};

interface Waiting {
  readonly at: number;
  readonly task: () => void;
  timer?: NodeJS.Timeout;
}

const longestTimeout = 2 ** 31 - 1;

/**
 * The wall clock, `speed` times as fast from the moment it is made. A task that fails is told to `mishap`, and never ends the process:
 * with it would go all instances, queues and tables.
 */
export const wallClock = (speed = 1, mishap: (error: unknown) => void = tellOfMishap): WallClock => {
  const begun = machineNow();
  let scale: TimeScale = { world: begun, machine: begun, speed };
  const now = () => worldTime(scale, machineNow());
  const waiting = new Set<Waiting>();
  const followers = new Set<(scale: TimeScale) => void>();

  const wait = (entry: Waiting) => {
    clearTimeout(entry.timer);
    const remaining = Math.max(0, entry.at - now()) / scale.speed;
    // A longer timeout than Node.js knows would fire at once, so it is waited for in parts.
    const isLast = remaining <= longestTimeout;
    entry.timer = setTimeout(
      () => {
        if (!isLast) return wait(entry);
        waiting.delete(entry);
        attempt(entry.task, mishap);
      },
      Math.min(remaining, longestTimeout),
    );
  };

  return {
    speed,
    now: () => Math.floor(now()),
    scale: () => scale,
    after(delay, task) {
      const entry: Waiting = { at: now() + Math.max(0, delay), task };
      waiting.add(entry);
      wait(entry);
      return () => {
        clearTimeout(entry.timer);
        waiting.delete(entry);
      };
    },
    run(next) {
      scale = { world: now(), machine: machineNow(), speed: next };
      for (const entry of waiting) wait(entry);
      for (const follow of followers) follow(scale);
    },
    onScale(follow) {
      followers.add(follow);
      return () => followers.delete(follow);
    },
    stop() {
      for (const { timer } of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
};
