import type { Cancel } from "../../world/clock.ts";
import type { FunctionOutcome } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import type { FunctionRecord } from "./functions.ts";

/** "Lambda waits one minute before the second attempt, and two minutes between the second and third." */
const pauseAfter = (attempt: number) => attempt * 60_000;

/** A throttled event goes back to the queue: "from 1 second after the first attempt to a maximum of 5 minutes". */
const pauseWhenThrottled = (throttles: number) => Math.min(1_000 * 2 ** throttles, 300_000);

/**
 * Lambda's queue of asynchronous events: tried again after an error, dropped when retries or time are used up.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const createAsynchronousQueue = (
  { clock }: Pick<Surroundings, "clock">,
  current: (name: string) => FunctionRecord | undefined,
  run: (record: FunctionRecord, payload: string, requestId: string) => Promise<FunctionOutcome | undefined>,
) => {
  const waiting = new Set<Cancel>();

  const after = (delay: number, task: () => void) => {
    const cancel = clock.after(delay, () => {
      waiting.delete(cancel);
      task();
    });
    waiting.add(cancel);
  };

  return {
    accept(name: string, payload: string, requestId: string): void {
      const accepted = clock.now();
      const attempt = async (attempts: number, throttles: number): Promise<void> => {
        const record = current(name);
        if (record === undefined) return;
        const { retries, maximumAge } = record.asynchronous;
        if (clock.now() - accepted > maximumAge * 1_000) return;
        const outcome = await run(record, payload, requestId);
        if (outcome === undefined) after(pauseWhenThrottled(throttles), () => void attempt(attempts, throttles + 1));
        else if (!outcome.ok && attempts <= retries) {
          after(pauseAfter(attempts), () => void attempt(attempts + 1, throttles));
        }
      };
      // Lambda answers before it begins.
      after(0, () => void attempt(1, 0));
    },
    stop(): void {
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
};

/** The events that wait for their functions. */
export type AsynchronousQueue = ReturnType<typeof createAsynchronousQueue>;
