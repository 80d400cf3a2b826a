import type {
  DeleteWarmPoolCommandInput,
  DeleteWarmPoolCommandOutput,
  DescribeWarmPoolCommandInput,
  DescribeWarmPoolCommandOutput,
  PutWarmPoolCommandInput,
  PutWarmPoolCommandOutput,
  WarmPoolConfiguration,
} from "@aws-sdk/client-auto-scaling";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { shownInstance } from "../shown-instance.ts";
import { groupNamed, groupSeen } from "../store.ts";
import { isBeingDeleted, mixedWithPool, pooledMembers } from "../warm-pool-size.ts";

/**
 * A pool, which begins to fill as soon as the call is over, or another configuration of it.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html
 */
export const putWarmPool = (context: AutoScalingContext) =>
  operation<PutWarmPoolCommandInput, PutWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "MaxGroupPreparedCapacity", "MinSize", "PoolState", "InstanceReusePolicy"],
    needs: onNamedGroup(context, "PutWarmPool"),
    run: ({ AutoScalingGroupName, ...asked }) => {
      const { store, wake } = context;
      // https://github.com/kubernetes/kops/issues/11282
      const absent = `AutoScalingGroup name not found - No such Auto Scaling group: ${AutoScalingGroupName}`;
      const group = groupNamed(store, AutoScalingGroupName, { absent });
      if (group.settings.MixedInstancesPolicy) throw mixedWithPool();
      const before = store.warmPools.get(group.name);
      if (before && isBeingDeleted(before))
        throw validationError(
          `The warm pool of Auto Scaling group ${group.name} may not be modified while it is pending delete`,
        );
      const configuration = changed(before?.configuration, asked);
      if (configuration.PoolState === "Hibernated")
        throw new NotEmulated("a warm pool whose instances hibernate: only Stopped and Running");
      if (before && before.configuration.PoolState !== configuration.PoolState && pooledMembers(group).length > 0)
        throw new NotEmulated("another PoolState of a warm pool that has instances");
      store.warmPools.put(group.name, { AutoScalingGroupName: group.name, configuration });
      wake(group.name);
      return {};
    },
  });

/**
 * Takes a pool away. One with instances only by force: it is there as PendingDelete until they are terminated.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteWarmPool.html
 */
export const deleteWarmPool = (context: AutoScalingContext) =>
  operation<DeleteWarmPoolCommandInput, DeleteWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "ForceDelete"],
    needs: onNamedGroup(context, "DeleteWarmPool"),
    run: ({ AutoScalingGroupName, ForceDelete = false }) => {
      const { store, wake } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      const pool = store.warmPools.get(group.name);
      if (pool === undefined) throw validationError(`No warm pool found for Auto Scaling group ${group.name}`);
      const pooled = pooledMembers(group);
      // "If there are instances in the warm pool, or if scaling activities are in progress, use […] the --force-delete option."
      // https://docs.aws.amazon.com/autoscaling/ec2/userguide/examples-warm-pools-aws-cli.html
      if (pooled.length > 0 && !ForceDelete)
        throw new AwsError(
          "ResourceInUseFault",
          "You cannot delete a warm pool while there are instances still in the warm pool.",
        );
      if (pooled.length === 0) store.warmPools.remove(group.name);
      else {
        const configuration = { ...pool.configuration, Status: "PendingDelete" as const };
        store.warmPools.put(group.name, { ...pool, configuration, forced: true });
      }
      wake(group.name);
      return {};
    },
  });

/**
 * The configuration, if there is a pool, and its instances: without `ProtectedFromScaleIn`, as recorded of AWS.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeWarmPool.html
 */
export const describeWarmPool = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeWarmPoolCommandInput, DescribeWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "MaxRecords", "NextToken"],
    run: ({ AutoScalingGroupName, MaxRecords, NextToken }) => {
      const group = groupSeen(store, AutoScalingGroupName);
      const { items, next } = page(pooledMembers(group), NextToken, MaxRecords, surroundings.pageSize);
      return {
        WarmPoolConfiguration: store.warmPools.seen(group.name)?.configuration,
        Instances: items.map((member) => ({ ...shownInstance(member), ProtectedFromScaleIn: undefined })),
        NextToken: next,
      };
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
