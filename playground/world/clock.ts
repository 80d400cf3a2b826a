/**
 * The world's time. Every service of the playground takes a `Clock`; none calls `Date.now` or `setTimeout` itself, so the
 * same services run on the wall clock (people, traffic, benchmarks) and on virtual time (tests, simulation).
 */

export type Cancel = () => void;

export interface Clock {
  /** Whole milliseconds since the Unix epoch, in the world's time: what AWS writes has no fraction of one, nor has what is made of it. */
  now(): number;
  /** Runs `task` once, `delay` world milliseconds from now. A negative delay means now. */
  after(delay: number, task: () => void): Cancel;
}

/** Resolves after `delay` world milliseconds. */
export const sleep = (clock: Clock, delay: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delay, resolve);
  });

/** Runs `task` every `interval` world milliseconds, first after one interval, until cancelled. */
export const every = (clock: Clock, interval: number, task: () => void): Cancel => {
  let cancel: Cancel = () => {};
  const next = () => {
    cancel = clock.after(interval, () => {
      next();
      task();
    });
  };
  next();
  return () => cancel();
};

export interface VirtualClock extends Clock {
  /** Moves time forward by `duration` milliseconds, running what falls due in order and letting promises settle between. */
  advance(duration: number): Promise<void>;
}

/** One turn of the event loop: every promise that can settle by itself has. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Time that moves only when told to. Tasks due at the same moment run in the order in which they were asked for. `settle`
 * resolves once what the last task set going needs no more time: by default after one turn of the event loop.
 */
export const virtualClock = (start = Date.UTC(2026, 0, 1), settle: () => Promise<void> = turn): VirtualClock => {
  let now = start;
  const due: { readonly at: number; readonly task: () => void }[] = [];
  return {
    now: () => Math.floor(now),
    after(delay, task) {
      const entry = { at: now + Math.max(0, delay), task };
      // Most of what is asked for is due last: the place is found from the end.
      const before = due.findLastIndex(({ at }) => at <= entry.at);
      due.splice(before + 1, 0, entry);
      return () => {
        const index = due.indexOf(entry);
        if (index >= 0) due.splice(index, 1);
      };
    },
    async advance(duration) {
      const end = now + duration;
      await settle();
      for (;;) {
        const next = due[0];
        if (next === undefined || next.at > end) break;
        due.shift();
        now = next.at;
        next.task();
        await settle();
      }
      now = end;
    },
  };
};
