import type { Cancel, Clock } from "../../world/clock.ts";

/** Things to do later, all of which end with the service. */
export interface Timers {
  /** Runs `task` after so many milliseconds, unless it is cancelled or the service stops before. */
  later(milliseconds: number, task: () => void): Cancel;
  stop(): void;
}

/** No timers yet, on the world's clock. */
export const createTimers = (clock: Clock): Timers => {
  const pending = new Set<Cancel>();
  return {
    later(milliseconds, task) {
      const cancel = clock.after(milliseconds, () => {
        pending.delete(cancel);
        task();
      });
      pending.add(cancel);
      return () => {
        cancel();
        pending.delete(cancel);
      };
    },
    stop() {
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
};
