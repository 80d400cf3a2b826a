import { machineNow } from "@sarcelle/playground/wall-clock";
import type { SteadyLoad } from "./load.ts";
import { pause } from "./patience.ts";

/** From the first call that moves traffic to the last new request that the release which leaves answers, in milliseconds. */
export interface Moved {
  readonly moved: number;
  readonly sent: number;
  readonly failed: number;
}

const around = 5_000;

/** Moves with `move`, which answers when it made its first call, and judges what was sent from five seconds before it until five after its end. */
export const measureMove = async (load: SteadyLoad, leaving: string, move: () => Promise<number>): Promise<Moved> => {
  await pause(around);
  const begun = machineNow();
  const first = await move();
  await pause(around);
  // What was just sent may still wait for its answer.
  const until = machineNow() - 1_000;
  const moving = await load.window(first, until);
  const whole = await load.window(begun - around, until);
  const counted = Object.entries(whole.outcomes);
  const answered = counted.filter(([key]) => / 200 \d+$/.test(key)).reduce((sum, [, { count }]) => sum + count, 0);
  const last = Object.entries(moving.outcomes)
    .filter(([key]) => key.endsWith(` 200 ${leaving}`))
    .map(([, outcome]) => outcome.last);
  return { moved: Math.max(first, ...last) - first, sent: whole.sent, failed: whole.sent - answered };
};
