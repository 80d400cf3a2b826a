import type { DeleteLifecycleHookCommandInput, DeleteLifecycleHookCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { changeActions } from "../lifecycle-actions.ts";
import { launching } from "../lifecycle-transitions.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed, ownedBy } from "../store.ts";

/**
 * "outstanding lifecycle actions … are completed first (ABANDON for launching, CONTINUE for terminating)"
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html
 */
export const deleteLifecycleHook = (context: AutoScalingContext) =>
  operation<DeleteLifecycleHookCommandInput, DeleteLifecycleHookCommandOutput>({
    accepts: ["LifecycleHookName", "AutoScalingGroupName"],
    needs: onNamedGroup(context, "DeleteLifecycleHook"),
    run: ({ AutoScalingGroupName, LifecycleHookName: name = "" }) => {
      const { store } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      const hook = store.hooks.get(ownedBy(group.name, name));
      if (hook === undefined) throw validationError(`No Lifecycle Hook found with name: ${name}`);
      store.hooks.remove(ownedBy(group.name, name));
      const result = hook.LifecycleTransition === launching ? "ABANDON" : "CONTINUE";
      changeActions(context, group, name, (action) => ({ ...action, result: action.result ?? result }));
      return {};
    },
  });
