import type { Cancel, Clock } from "../../../world/clock.ts";

/**
 * Settles as `begin` says, unless the signal aborts first: then it rejects with the signal's reason. What `begin` returns
 * undoes its timers and listeners, and is called however it ends.
 */
export const untilAborted = <T>(
  signal: AbortSignal,
  begin: (resolve: (value: T) => void, reject: (reason: unknown) => void) => Cancel,
): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let cancel: Cancel = () => {};
    const end = (settle: () => void) => {
      signal.removeEventListener("abort", abort);
      cancel();
      settle();
    };
    const abort = () => end(() => reject(signal.reason));
    signal.addEventListener("abort", abort);
    cancel = begin(
      (value) => end(() => resolve(value)),
      (reason) => end(() => reject(reason)),
    );
  });

/** Waits in the world's time. */
export const pause = (clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> =>
  untilAborted(signal, (resolve) => clock.after(milliseconds, () => resolve()));
