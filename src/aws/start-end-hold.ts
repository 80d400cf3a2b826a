import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { isoTime, systemClock } from "../clock.ts";
import { holdInWords } from "../deployment/hold.ts";
import { judgeHold } from "../deployment/hold-alarms.ts";
import { log } from "../logger.ts";
import { executionName, startOnce } from "./execution.ts";
import { holdSight } from "./hold-sight.ts";
import type { Lock } from "./journal-format.ts";

interface Parts {
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly machines: SFNClient;
  readonly blueGreenMachine: string;
}

/** To the minute: a look that AWS starts twice starts one execution. */
const minuteOf = (now: number): string => isoTime(now).slice(0, 16).replace(/[-:]/g, "");

/** Starts the deployment that ends what of the environment's holds is over, if anything is and nobody has the lock; answers whether it did. */
export const startEndOfHolds = async (
  parts: Parts,
  { environment, holds, journal }: Lock & { readonly environment: string },
): Promise<boolean> => {
  const { machines, blueGreenMachine } = parts;
  if (holds.length === 0 || journal !== undefined) return false;
  const sight = await holdSight(parts, holds);
  const over = holds.map((hold) => ({ hold, ...judgeHold(hold, sight) })).filter(({ isOver }) => isOver);
  if (over.length === 0) return false;
  const name = executionName(`end-hold-${environment}-${minuteOf(systemClock.now())}`);
  await startOnce(machines, blueGreenMachine, name, { environment, action: "end-hold", requestedBy: "sarcelle" });
  for (const { hold, why } of over) log("info", "a hold is over", { environment, hold: holdInWords(hold), why });
  return true;
};
