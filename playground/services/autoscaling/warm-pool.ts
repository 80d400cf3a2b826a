import type {
  DeleteWarmPoolCommandInput,
  DeleteWarmPoolCommandOutput,
  DescribeWarmPoolCommandInput,
  DescribeWarmPoolCommandOutput,
  PutWarmPoolCommandInput,
  PutWarmPoolCommandOutput,
  WarmPoolConfiguration,
} from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../../world/aws-error.ts";
import { operation } from "../../world/service.ts";
import { type Group, groupNotFound, required, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import { groupNamed, type Store } from "./store.ts";

export interface WarmPool {
  readonly AutoScalingGroupName: string;
  readonly configuration: WarmPoolConfiguration;
}

/**
 * How many instances AWS would keep warm. The playground warms none, so it refuses a pool that would have some at the
 * moment it is put: "the difference between the group's maximum capacity [or MaxGroupPreparedCapacity] and its desired
 * capacity", at least MinSize.
 */
const size = ({ settings }: Group, { MaxGroupPreparedCapacity, MinSize = 0 }: WarmPoolConfiguration): number =>
  Math.max(MinSize, (MaxGroupPreparedCapacity ?? settings.MaxSize) - settings.DesiredCapacity);

const poolStates = ["Stopped", "Running", "Hibernated"];

/** PutWarmPool, DeleteWarmPool, DescribeWarmPool: configuration only. A pool that becomes due later stays empty. */
export const warmPoolOperations = (store: Store, permissions: Permissions) => ({
  PutWarmPool: operation<PutWarmPoolCommandInput, PutWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "MaxGroupPreparedCapacity", "MinSize", "PoolState", "InstanceReusePolicy"],
    needs: permissions.onGroup("PutWarmPool"),
    run: ({ AutoScalingGroupName, MaxGroupPreparedCapacity, MinSize, PoolState, InstanceReusePolicy }) => {
      const group = groupNamed(store, AutoScalingGroupName);
      if (group.settings.MixedInstancesPolicy)
        throw validationError("You can't add a warm pool to an Auto Scaling group that has a mixed instances policy");
      if (PoolState !== undefined && !poolStates.includes(PoolState))
        throw validationError(
          `1 validation error detected: Value '${PoolState}' at 'poolState' failed to satisfy constraint: Member must satisfy enum value set: [${poolStates.join(", ")}]`,
        );
      const before = store.warmPools.get(group.name)?.configuration;
      const prepared = MaxGroupPreparedCapacity ?? before?.MaxGroupPreparedCapacity;
      const configuration: WarmPoolConfiguration = {
        // -1 removes the value.
        ...(prepared === undefined || prepared === -1 ? {} : { MaxGroupPreparedCapacity: prepared }),
        MinSize: MinSize ?? before?.MinSize ?? 0,
        PoolState: PoolState ?? before?.PoolState ?? "Stopped",
        ...((InstanceReusePolicy ?? before?.InstanceReusePolicy)
          ? { InstanceReusePolicy: InstanceReusePolicy ?? before?.InstanceReusePolicy }
          : {}),
      };
      const warm = size(group, configuration);
      if (warm > 0) throw new NotEmulated(`a warm pool with instances in it (this one would have ${warm})`);
      store.warmPools.put(group.name, { AutoScalingGroupName: group.name, configuration });
      return {};
    },
  }),

  DeleteWarmPool: operation<DeleteWarmPoolCommandInput, DeleteWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "ForceDelete"],
    needs: permissions.onGroup("DeleteWarmPool"),
    run: ({ AutoScalingGroupName }) => {
      const group = groupNamed(store, AutoScalingGroupName);
      if (store.warmPools.get(group.name) === undefined)
        throw validationError(`No warm pool found for Auto Scaling group ${group.name}`);
      store.warmPools.remove(group.name);
      return {};
    },
  }),

  DescribeWarmPool: operation<DescribeWarmPoolCommandInput, DescribeWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "MaxRecords", "NextToken"],
    run: ({ AutoScalingGroupName }) => {
      const name = required(AutoScalingGroupName, "autoScalingGroupName");
      if (store.groups.seen(name) === undefined) throw groupNotFound(name);
      return { WarmPoolConfiguration: store.warmPools.seen(name)?.configuration, Instances: [] };
    },
  }),
});
