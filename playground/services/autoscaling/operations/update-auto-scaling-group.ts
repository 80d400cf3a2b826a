import type {
  UpdateAutoScalingGroupCommandInput,
  UpdateAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { boundsText, changeCapacity } from "../capacity.ts";
import type { AutoScalingContext } from "../context.ts";
import { needToLaunch, ownRole } from "../group-needs.ts";
import { checkRetention } from "../lifecycle-hooks.ts";
import { reweighted } from "../mixed-instances.ts";
import { needOnGroup, passedToAutoScaling } from "../needs.ts";
import { refuseOtherSource } from "../refresh-effects.ts";
import { changedSettings, settable, subnetsOf } from "../settings.ts";
import { groupNamed, ofGroup } from "../store.ts";
import { desiredPoolSize, mixedWithPool, sizeChange } from "../warm-pool-size.ts";

/**
 * Changes the settings that are named. Instances that run are not replaced; the group launches or terminates what its new
 * bounds ask for.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 */
export const updateAutoScalingGroup = (context: AutoScalingContext) =>
  operation<UpdateAutoScalingGroupCommandInput, UpdateAutoScalingGroupCommandOutput>({
    accepts: ["AutoScalingGroupName", ...settable],
    needs: (input) => [
      needOnGroup(context, "UpdateAutoScalingGroup", input.AutoScalingGroupName),
      ...needToLaunch(context, input),
      ...passedToAutoScaling([ownRole(input.ServiceLinkedRoleARN)]),
    ],
    run: ({ AvailabilityZones, ...input }) => {
      const { surroundings, store, fleet, wake } = context;
      const now = surroundings.clock.now();
      const group = groupNamed(store, input.AutoScalingGroupName);
      if (input.MixedInstancesPolicy && store.warmPools.get(group.name)) throw mixedWithPool();
      const settings = changedSettings(fleet, group.settings, input);
      refuseOtherSource(group, settings);
      const subnets =
        input.VPCZoneIdentifier === undefined && AvailabilityZones === undefined
          ? group.subnets
          : subnetsOf(fleet, settings.VPCZoneIdentifier, AvailabilityZones);
      if (input.InstanceLifecyclePolicy) checkRetention({ ...group, settings }, ofGroup(store.hooks, group.name));
      const { MinSize, MaxSize, DesiredCapacity } = group.settings;
      const members = reweighted(group.members, settings);
      const unbounded = { ...group, subnets, members, settings: { ...settings, MinSize, MaxSize, DesiredCapacity } };
      const changed = changeCapacity(unbounded, settings, now, `a user request ${boundsText(settings)}`);
      // What made launches fail may just have been put right.
      store.groups.put(group.name, { ...changed, nextLaunchAt: now });
      const pool = store.warmPools.get(group.name);
      if (pool && MaxSize !== settings.MaxSize) {
        const how = `update of AutoScalingGroup max capacity from max: ${MaxSize} to max: ${settings.MaxSize}`;
        const change = sizeChange(now, how, desiredPoolSize(group, pool), desiredPoolSize(changed, pool));
        if (change !== undefined) store.warmPools.put(group.name, { ...pool, change });
      }
      wake(group.name);
      return {};
    },
  });
