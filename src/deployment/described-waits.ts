import type { LifecycleHook } from "@aws-sdk/client-auto-scaling";
import type { TargetGroupAttribute } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Plain } from "../resources/described/plain.ts";
import type { Hook, Waits } from "./emptying.ts";

/** A new hook's, where the answer says nothing. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LifecycleHook.html */
const defaultHeartbeatSeconds = 3_600;

/** Without an answer AWS goes on waiting for at most a hundred times the heartbeat. */
const globalTimes = 100;

const delayAttribute = "deregistration_delay.timeout_seconds";

/** The longest deregistration delay of target groups, in seconds, by the attributes that AWS describes. */
export const drainSecondsOf = (targetGroups: readonly (readonly Plain<TargetGroupAttribute>[])[]): number =>
  Math.max(
    0,
    ...targetGroups.map((attributes) => Number(attributes.find(({ Key }) => Key === delayAttribute)?.Value ?? 0)),
  );

/** What a group's instances wait for as they come and go, by what AWS describes: its hooks, and its target groups' attributes. */
export const describedWaits = (
  lifecycleHooks: readonly Plain<LifecycleHook>[],
  targetGroups: readonly (readonly Plain<TargetGroupAttribute>[])[],
): Waits => {
  const of = (transition: string): readonly Hook[] =>
    lifecycleHooks
      .filter(({ LifecycleTransition }) => LifecycleTransition === `autoscaling:EC2_INSTANCE_${transition}`)
      .map(({ LifecycleHookName, HeartbeatTimeout = defaultHeartbeatSeconds, GlobalTimeout }) => ({
        name: LifecycleHookName ?? "",
        heartbeatSeconds: HeartbeatTimeout,
        globalSeconds: GlobalTimeout ?? HeartbeatTimeout * globalTimes,
      }));
  return { drainSeconds: drainSecondsOf(targetGroups), hooks: of("TERMINATING"), launchHooks: of("LAUNCHING") };
};
