import type {
  DeleteWarmPoolCommandInput,
  DeleteWarmPoolCommandOutput,
  DescribeWarmPoolCommandInput,
  DescribeWarmPoolCommandOutput,
  PutWarmPoolCommandInput,
  PutWarmPoolCommandOutput,
  WarmPoolConfiguration,
} from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import type { Group } from "../records.ts";
import { groupNamed, groupSeen } from "../store.ts";

/**
 * Configuration only: a pool that would hold instances is refused, and one that becomes due later stays empty.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html
 */
export const putWarmPool = (context: AutoScalingContext) =>
  operation<PutWarmPoolCommandInput, PutWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "MaxGroupPreparedCapacity", "MinSize", "PoolState", "InstanceReusePolicy"],
    needs: onNamedGroup(context, "PutWarmPool"),
    run: ({ AutoScalingGroupName, ...asked }) => {
      const { store } = context;
      // https://github.com/kubernetes/kops/issues/11282
      const absent = `AutoScalingGroup name not found - No such Auto Scaling group: ${AutoScalingGroupName}`;
      const group = groupNamed(store, AutoScalingGroupName, { absent });
      if (group.settings.MixedInstancesPolicy)
        throw validationError("You can't add a warm pool to an Auto Scaling group that has a mixed instances policy");
      const configuration = changed(store.warmPools.get(group.name)?.configuration, asked);
      const warm = size(group, configuration);
      if (warm > 0) throw new NotEmulated(`a warm pool with instances in it (this one would have ${warm})`);
      store.warmPools.put(group.name, { AutoScalingGroupName: group.name, configuration });
      return {};
    },
  });

/**
 * A group without a warm pool is refused.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteWarmPool.html
 */
export const deleteWarmPool = (context: AutoScalingContext) =>
  operation<DeleteWarmPoolCommandInput, DeleteWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "ForceDelete"],
    needs: onNamedGroup(context, "DeleteWarmPool"),
    run: ({ AutoScalingGroupName }) => {
      const { store } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      if (store.warmPools.get(group.name) === undefined)
        throw validationError(`No warm pool found for Auto Scaling group ${group.name}`);
      store.warmPools.remove(group.name);
      return {};
    },
  });

/**
 * The configuration, if there is a pool, and no instances.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeWarmPool.html
 */
export const describeWarmPool = ({ store }: AutoScalingContext) =>
  operation<DescribeWarmPoolCommandInput, DescribeWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "MaxRecords", "NextToken"],
    run: ({ AutoScalingGroupName }) => {
      const { name } = groupSeen(store, AutoScalingGroupName);
      return { WarmPoolConfiguration: store.warmPools.seen(name)?.configuration, Instances: [] };
    },
  });

const changed = (
  before: WarmPoolConfiguration | undefined,
  asked: Omit<PutWarmPoolCommandInput, "AutoScalingGroupName">,
): WarmPoolConfiguration => {
  const prepared = asked.MaxGroupPreparedCapacity ?? before?.MaxGroupPreparedCapacity;
  const reuse = asked.InstanceReusePolicy ?? before?.InstanceReusePolicy;
  return {
    // -1 removes the value.
    ...(prepared === undefined || prepared === -1 ? {} : { MaxGroupPreparedCapacity: prepared }),
    MinSize: asked.MinSize ?? before?.MinSize ?? 0,
    PoolState: asked.PoolState ?? before?.PoolState ?? "Stopped",
    ...(reuse ? { InstanceReusePolicy: reuse } : {}),
  };
};

/**
 * How many instances AWS would keep warm. The playground warms none, so it refuses a pool that would have some at the
 * moment it is put: "the difference between the group's maximum capacity [or MaxGroupPreparedCapacity] and its desired
 * capacity", at least MinSize.
 */
const size = ({ settings }: Group, { MaxGroupPreparedCapacity, MinSize = 0 }: WarmPoolConfiguration): number =>
  Math.max(MinSize, (MaxGroupPreparedCapacity ?? settings.MaxSize) - settings.DesiredCapacity);
