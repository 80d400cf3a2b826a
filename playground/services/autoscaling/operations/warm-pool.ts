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
import { hasTrait } from "../../../world/traits.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { refuseDuringRefresh } from "../refresh-effects.ts";
import { shownInstance } from "../shown-instance.ts";
import { groupNamed, groupSeen } from "../store.ts";
import {
  desiredPoolSize,
  isBeingDeleted,
  mixedWithPool,
  pendingDelete,
  pooledMembers,
  sizeChange,
} from "../warm-pool-size.ts";

/**
 * A pool, which begins to fill as soon as the call is over, or another configuration of it.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html
 */
export const putWarmPool = (context: AutoScalingContext) =>
  operation<PutWarmPoolCommandInput, PutWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "MaxGroupPreparedCapacity", "MinSize", "PoolState", "InstanceReusePolicy"],
    needs: onNamedGroup(context, "PutWarmPool"),
    run: ({ AutoScalingGroupName, ...asked }) => {
      const { surroundings, store, wake } = context;
      // https://github.com/kubernetes/kops/issues/11282
      const absent = `AutoScalingGroup name not found - No such Auto Scaling group: ${AutoScalingGroupName}`;
      const group = groupNamed(store, AutoScalingGroupName, { absent });
      refuseDuringRefresh(group);
      if (group.settings.MixedInstancesPolicy) throw mixedWithPool();
      const before = store.warmPools.get(group.name);
      if (before && isBeingDeleted(before))
        throw validationError("You cannot update a warm pool while it is deleting.");
      const configuration = changed(before?.configuration, asked);
      if (configuration.PoolState === "Hibernated")
        throw new NotEmulated("a warm pool whose instances hibernate: only Stopped and Running");
      const pool = { AutoScalingGroupName: group.name, configuration };
      const sizes = [desiredPoolSize(group, before), desiredPoolSize(group, pool)] as const;
      const change = sizeChange(surroundings.clock.now(), putText(configuration), ...sizes);
      store.warmPools.put(group.name, { ...pool, change: change ?? before?.change });
      wake(group.name);
      return {};
    },
  });

/**
 * Takes a pool away. One with instances only by force: it is there as PendingDelete until they are terminated, and
 * their hooks are waited for, as recorded.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteWarmPool.html
 */
export const deleteWarmPool = (context: AutoScalingContext) =>
  operation<DeleteWarmPoolCommandInput, DeleteWarmPoolCommandOutput>({
    accepts: ["AutoScalingGroupName", "ForceDelete"],
    needs: onNamedGroup(context, "DeleteWarmPool"),
    run: ({ AutoScalingGroupName, ForceDelete = false }) => {
      const { surroundings, store, wake } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      const pool = store.warmPools.get(group.name);
      if (pool === undefined) throw validationError(`No warm pool found for Auto Scaling group '${group.name}'.`);
      const pooled = pooledMembers(group);
      // "If there are instances in the warm pool, or if scaling activities are in progress, use […] the --force-delete option."
      // https://docs.aws.amazon.com/autoscaling/ec2/userguide/examples-warm-pools-aws-cli.html
      if (pooled.length > 0 && !ForceDelete)
        throw new AwsError(
          "ResourceInUseFault",
          "You cannot delete a warm pool while there are instances still in the warm pool.",
        );
      const takes = hasTrait("deletions-take-time", surroundings) ? emptyPoolMilliseconds : 0;
      store.warmPools.put(group.name, pendingDelete(pool, surroundings.clock.now() + takes));
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

/** Recorded: an empty pool is PendingDelete after one second, and gone after six. */
const emptyPoolMilliseconds = 3_000;

/** As recorded of a pool with a MaxGroupPreparedCapacity. */
const putText = ({ MinSize, MaxGroupPreparedCapacity: prepared }: WarmPoolConfiguration): string =>
  `put a new WarmPool with MinSize: ${MinSize}${prepared === undefined ? "" : ` and MaxGroupPreparedCapacity: ${prepared}`}`;

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
