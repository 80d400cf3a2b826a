import type {
  DeleteAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { hasTrait } from "../../../world/traits.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { refuseDeletion } from "../deletion.ts";
import { onNamedGroup } from "../needs.ts";

import { removePoliciesOf } from "../policies.ts";
import { ofGroup, ownedBy, removeGroup, type Store } from "../store.ts";
import { pendingDelete } from "../warm-pool-size.ts";

/**
 * "Auto Scaling groups can take a minute or two to fully delete even after being drained […] in practice it's usually less than
 * 1 minute": https://github.com/hashicorp/terraform/pull/1353
 */
const shortestDeletionMilliseconds = 20_000;
const longestDeletionMilliseconds = 90_000;

/**
 * Begins to take a group away, with all that belongs to it. With ForceDelete its instances are terminated first. Until it is gone it
 * is there as "Delete in progress", and can be deleted again: kops' predecessor did so until it was not found
 * (https://github.com/kubernetes-retired/kube-deploy/issues/99); that AWS holds the second call to the same conditions is assumed.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html
 */
export const deleteAutoScalingGroup = (context: AutoScalingContext) =>
  operation<DeleteAutoScalingGroupCommandInput, DeleteAutoScalingGroupCommandOutput>({
    accepts: ["AutoScalingGroupName", "ForceDelete"],
    needs: onNamedGroup(context, "DeleteAutoScalingGroup"),
    run: ({ AutoScalingGroupName: name = "", ForceDelete = false }) => {
      const { store, wake } = context;
      const group = store.groups.get(name);
      // In other words than the other operations: https://github.com/kubernetes-retired/kube-deploy/issues/99
      if (group === undefined)
        throw validationError(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
      refuseDeletion(context, group, ForceDelete);
      removePoliciesOf(context, group.name);
      removeOwned(store, group.name);
      const until = group.deleting?.until ?? deletedFrom(context);
      // "its desired, minimum, and maximum values are set to 0"
      // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-process-shutdown.html
      const settings = { ...group.settings, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
      if (group.members.length === 0 && until <= context.surroundings.clock.now()) removeGroup(store, group.name);
      else store.groups.put(group.name, { ...group, settings, deleting: { until } });
      wake(group.name);
      return {};
    },
  });

/** When a group that is deleted now can be gone at the earliest. */
const deletedFrom = ({ surroundings }: AutoScalingContext): number => {
  const { clock, random } = surroundings;
  if (!hasTrait("deletions-take-time", surroundings)) return clock.now();
  const spread = longestDeletionMilliseconds - shortestDeletionMilliseconds;
  return clock.now() + shortestDeletionMilliseconds + random() * spread;
};

const removeOwned = (store: Store, name: string): void => {
  for (const action of ofGroup(store.scheduledActions, name))
    store.scheduledActions.remove(ownedBy(name, action.ScheduledActionName));
  for (const one of ofGroup(store.notifications, name)) store.notifications.remove(ownedBy(name, one.TopicARN));
  const pool = store.warmPools.get(name);
  if (pool) store.warmPools.put(name, pendingDelete(pool, 0));
};
