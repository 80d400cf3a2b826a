import type { PutLifecycleHookCommandInput, PutLifecycleHookCommandOutput } from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { changedHook, createHook } from "../lifecycle-hooks.ts";
import { needOnGroup, passedToAutoScaling } from "../needs.ts";
import { groupNamed, ofGroup, ownedBy } from "../store.ts";

const mostHooks = 50;

/**
 * A new hook, or one changed in what is named. Instances that wait already wait as they began to.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html
 */
export const putLifecycleHook = (context: AutoScalingContext) =>
  operation<PutLifecycleHookCommandInput, PutLifecycleHookCommandOutput>({
    accepts: [
      "LifecycleHookName",
      "AutoScalingGroupName",
      "LifecycleTransition",
      "RoleARN",
      "NotificationTargetARN",
      "NotificationMetadata",
      "HeartbeatTimeout",
      "DefaultResult",
    ],
    needs: (input) => [
      needOnGroup(context, "PutLifecycleHook", input.AutoScalingGroupName),
      ...passedToAutoScaling([input.RoleARN]),
    ],
    run: ({ AutoScalingGroupName, ...asked }) => {
      const { store } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      const { LifecycleHookName: name = "" } = asked;
      const before = store.hooks.get(ownedBy(group.name, name));
      if (before === undefined && ofGroup(store.hooks, group.name).length >= mostHooks)
        throw new AwsError("LimitExceededFault", `An Auto Scaling group can have at most ${mostHooks} lifecycle hooks`);
      const hook =
        before === undefined
          ? createHook(group.name, { ...asked, LifecycleTransition: asked.LifecycleTransition })
          : changedHook(before, asked);
      store.hooks.put(ownedBy(group.name, name), hook);
      return {};
    },
  });
