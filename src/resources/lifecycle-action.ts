import { type AutoScalingClient, CompleteLifecycleActionCommand } from "@aws-sdk/client-auto-scaling";
import { isNamed } from "./absent.ts";

/** An instance that waits for a lifecycle hook, and what becomes of it. */
interface LifecycleAction {
  readonly group: string;
  readonly hook: string;
  readonly instance: string;
  readonly result: "CONTINUE" | "ABANDON";
}

const isRefused = isNamed("ValidationError");

/**
 * Ends an instance's wait for a hook. It answers what AWS asks, and makes nothing that could be undone; told twice, or of an instance that
 * waits for other hooks only, it changes nothing.
 */
export const completeLifecycleAction = async (
  autoScaling: AutoScalingClient,
  { group, hook, instance, result }: LifecycleAction,
): Promise<void> => {
  try {
    await autoScaling.send(
      new CompleteLifecycleActionCommand({
        AutoScalingGroupName: group,
        LifecycleHookName: hook,
        InstanceId: instance,
        LifecycleActionResult: result,
      }),
    );
  } catch (error) {
    if (!isRefused(error) || !/No active Lifecycle Action/.test(String(error))) throw error;
  }
};
