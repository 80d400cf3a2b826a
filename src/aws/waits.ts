import { DescribeTargetGroupAttributesCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Hook, Waits } from "../deployment/emptying.ts";
import type { SideView } from "../deployment/view.ts";
import { hooksOf } from "../resources/describe-group-members.ts";
import type { Observers } from "./observe.ts";

const delayAttribute = "deregistration_delay.timeout_seconds";

/** What AWS makes a side's instances wait for as they come and go. */
export const waitsOf = async ({ autoScaling, loadBalancing }: Observers, side: SideView): Promise<Waits> => {
  const hooks = await hooksOf(autoScaling, side.group.name);
  const of = (transition: string): readonly Hook[] =>
    hooks
      .filter(({ LifecycleTransition }) => LifecycleTransition === `autoscaling:EC2_INSTANCE_${transition}`)
      .map(({ LifecycleHookName, HeartbeatTimeout = 3_600, GlobalTimeout }) => ({
        name: LifecycleHookName ?? "",
        heartbeatSeconds: HeartbeatTimeout,
        globalSeconds: GlobalTimeout ?? HeartbeatTimeout * 100,
      }));
  const delays: number[] = [];
  for (const { arn } of side.targetGroups) {
    const { Attributes } = await loadBalancing.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
    delays.push(Number(Attributes?.find(({ Key }) => Key === delayAttribute)?.Value ?? 0));
  }
  return { drainSeconds: Math.max(0, ...delays), hooks: of("TERMINATING"), launchHooks: of("LAUNCHING") };
};
