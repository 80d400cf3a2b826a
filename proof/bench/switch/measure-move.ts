import { machineNow } from "@sarcelle/playground/wall-clock";
import type { SteadyLoad } from "./load.ts";
import { pause } from "./patience.ts";

/** From the first call that moves traffic to the last new request that the release which leaves answers, in milliseconds. */
export interface Moved {
  readonly moved: number;
  readonly sent: number;
  readonly failed: number;
}

/** Moves with `move`, and judges what was sent from five seconds before until five after. */
export const measureMove = async (load: SteadyLoad, leaving: string, move: () => Promise<void>): Promise<Moved> => {
  await pause(5_000);
  const begun = machineNow();
  await move();
  await pause(5_000);
  const window = await load.window(begun, machineNow() - 1_000);
  const whole = await load.window(begun - 5_000, machineNow() - 1_000);
  const counted = Object.entries(whole.outcomes);
  const answered = counted.filter(([key]) => / 200 /.test(key)).reduce((sum, [, { count }]) => sum + count, 0);
  const last = Object.entries(window.outcomes)
    .filter(([key]) => key.endsWith(` 200 ${leaving}`))
    .map(([, outcome]) => outcome.last);
  return { moved: Math.max(begun, ...last) - begun, sent: whole.sent, failed: whole.sent - answered };
};
