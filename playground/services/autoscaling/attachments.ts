/** How an instance that runs already comes into a group. */
import { validationError } from "../constraints.ts";
import { beginActivity } from "./activities.ts";
import type { AutoScalingContext } from "./context.ts";
import { resized } from "./departures.ts";
import { isSuspended } from "./group.ts";
import { instanceTagsOf, newMember } from "./launches.ts";
import type { Group, GroupSubnet } from "./records.ts";
import { findGroupOfInstance, updateGroup } from "./store.ts";
import { sentenceAt } from "./text.ts";

/**
 * Puts instances on their way into service, all or none; the desired capacity grows by as many. "When you attach existing instances,
 * Amazon EC2 Auto Scaling adds the tags to the instances, overwriting any existing tags with the same tag key. It also adds a tag
 * with a key of aws:autoscaling:groupName". https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
 */
export const attach = (context: AutoScalingContext, group: Group, ids: readonly string[]): void => {
  const { surroundings, store, fleet, wake } = context;
  // Recorded that it is refused, not how: https://github.com/radkawar/stackd
  if (isSuspended(group, "Launch"))
    throw validationError(`Instances cannot be attached while the Launch process of ${group.name} is suspended.`);
  const places = ids.map((id) => [id, placeOf(context, group, id)] as const);
  store.groups.put(group.name, resized(group, ids.length, "attach"));
  let capacity = group.settings.DesiredCapacity;
  for (const [id, subnet] of places) {
    capacity += 1;
    const activity = beginActivity(context, group, {
      instance: id,
      subnet: { id: "", zone: subnet.zone },
      description: `Attaching an existing EC2 instance: ${id}`,
      cause: `${sentenceAt(surroundings.clock.now(), "an instance was added in response to user request")} Keeping the capacity at the new ${capacity}.`,
      status: "InProgress",
      progress: 50,
    });
    const member = { ...newMember(context, group, id, subnet, activity.id), protectedFromScaleIn: false };
    updateGroup(store, group.name, (current) => ({ ...current, members: [...current.members, member] }));
    fleet.tagInstance(id, instanceTagsOf(group));
  }
  wake(group.name);
};

/**
 * Where the instance is, if it can be attached: it runs, in a zone of the group, and in no group. Throws AwsError, in AWS's words but
 * for the zone.
 */
const placeOf = ({ store, fleet }: AutoScalingContext, group: Group, id: string): GroupSubnet => {
  const instance = fleet.instance(id);
  if (instance === undefined) throw validationError(`Invalid Instance ID(s): [${id}] specified`);
  const owner = findGroupOfInstance(store, id);
  if (owner) throw validationError(`The Instance: ${id} is already part of AutoScalingGroup:${owner.name}`);
  if (instance.state !== "running")
    throw validationError(
      `Instance ${id} [${instance.state}] is not in correct state. Instance(s) must be in 'running' state.`,
    );
  const near = group.subnets.find(({ zone }) => zone === instance.availabilityZone);
  const vpc = (subnet: string | undefined) => (subnet === undefined ? undefined : fleet.vpcOf?.(subnet));
  if (near === undefined || vpc(instance.subnetId ?? near.id) !== vpc(near.id))
    throw validationError(
      `The instance ${id} is not in one of the Availability Zones, or not in the VPC, of Auto Scaling group ${group.name}.`,
    );
  return { id: instance.subnetId ?? near.id, zone: near.zone };
};
