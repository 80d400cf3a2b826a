/** What of AWS's throttling an invocation met, and how long it may wait for it to pass: known to whatever is called within. */
import { AsyncLocalStorage } from "node:async_hooks";

interface Met {
  /** Until when calls that were throttled may be made again, in milliseconds since the epoch. */
  readonly patientUntil: number;
  /** How many tries were throttled, those included that came through in the end. */
  tries: number;
  /** How many calls were refused for it, after all of the SDK's tries. */
  refused: number;
  /** What it was done within, which met the same. */
  readonly within: Met | undefined;
}

const met = new AsyncLocalStorage<Met>();

/** Does `work`, in which throttled calls are made again until `patientUntil`, in milliseconds since the epoch. */
export const meetingThrottling = <T>(patientUntil: number, work: () => T): T =>
  met.run({ patientUntil, tries: 0, refused: 0, within: met.getStore() }, work);

/** Writes down that so many tries were throttled, and of how many calls none came through. */
export const countThrottled = (tries: number, refused = 0): void => {
  for (let store = met.getStore(); store !== undefined; store = store.within) {
    store.tries += tries;
    store.refused += refused;
  }
};

/** How many tries were throttled so far. */
export const throttledTries = (): number => met.getStore()?.tries ?? 0;

/** How many calls AWS has refused so far, whether they were made again or not. */
export const refusedCalls = (): number => met.getStore()?.refused ?? 0;

/** Until when a throttled call may be made again; outside of an invocation never. */
export const patientUntil = (): number => met.getStore()?.patientUntil ?? 0;

/** From 0 to 1, as chance would have it, by the millisecond: who was throttled together did not call in the same one. */
export const spreadBy = (moment: number): number => (Math.imul(Math.floor(moment), 0x9e3779b1) >>> 0) / 2 ** 32;
