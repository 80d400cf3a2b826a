import type { Cancel, Clock } from "../../world/clock.ts";

/** What is to happen next to each registration: the end of its registration, its next check, the end of its draining. */
export interface TargetTimers {
  /** Does `task` after `delay` milliseconds, instead of what was to happen. */
  schedule(key: string, delay: number, task: () => void): void;
  /** A check is under way, instead of what was to happen; `cancel` makes its outcome not count. */
  beginCheck(key: string, cancel: Cancel): void;
  /** Whether a check is under way, or the next one scheduled. */
  isChecking(key: string): boolean;
  cancel(key: string): void;
  cancelAll(): void;
}

/** Timers on `clock`, none of them set. */
export const createTargetTimers = (clock: Clock): TargetTimers => {
  const pending = new Map<string, Cancel>();
  const checking = new Set<string>();
  const cancel = (key: string) => {
    pending.get(key)?.();
    pending.delete(key);
    checking.delete(key);
  };
  return {
    schedule(key, delay, task) {
      pending.get(key)?.();
      pending.set(key, clock.after(delay, task));
    },
    beginCheck(key, cancelCheck) {
      cancel(key);
      checking.add(key);
      pending.set(key, cancelCheck);
    },
    isChecking: (key) => checking.has(key),
    cancel,
    cancelAll() {
      for (const key of [...pending.keys()]) cancel(key);
    },
  };
};
