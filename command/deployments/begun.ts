/** Whether what was just started was refused, for whoever does not follow it: its first states may say no a second later. */
import { DescribeExecutionCommand, type DescribeExecutionCommandOutput, type SFNClient } from "@aws-sdk/client-sfn";
import type { Clock } from "../../src/clock.ts";
import { historySince, mayPass } from "./follow.ts";

/** The states that refuse: those of a machine that lead to `Refused`. */
export const refusingStates: ReadonlySet<string> = new Set(["Preflight", "AcquireLock", "FindDeployment"]);

/** How long a start is looked at, and between two looks, in milliseconds. */
const longest = 20_000;
const pause = 500;

/**
 * How the execution ended, if it did before it got past its first states; undefined once it has begun, and also where that is not to be found
 * out: it was started, whatever AWS answers after that.
 */
export const endedAtOnce = async (
  client: SFNClient,
  executionArn: string,
  clock: Clock,
): Promise<DescribeExecutionCommandOutput | undefined> => {
  const began = clock.now();
  while (clock.now() - began < longest) {
    try {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== "RUNNING") return execution;
      const entered = (await historySince(client, executionArn, 0)).flatMap(({ type, stateEnteredEventDetails }) =>
        type === "TaskStateEntered" ? (stateEnteredEventDetails?.name ?? []) : [],
      );
      if (entered.some((state) => !refusingStates.has(state))) return undefined;
    } catch (error) {
      // Not found yet, or throttled, does not say that it was refused; and who may not look never sees it.
      if (!mayPass(error, clock.now() - began)) return undefined;
    }
    await clock.sleep(pause);
  }
  return undefined;
};
