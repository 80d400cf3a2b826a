import {
  type AutoScalingClient,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { NotYet } from "../errors.ts";
import { isNamed } from "./absent.ts";
import { describeGroup } from "./describe-group.ts";

/** "You can specify up to 50 instance IDs" (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html). */
const mostAtOnce = 50;

/** In no other state can the protection of an instance be changed. */
const changeable = /^(InService|EnteringStandby|Standby)$/;

/** What goes is not protected any more, whatever it was; what comes will be. */
const isThere = /^(InService|EnteringStandby|Standby|Pending.*)$/;

const listed = (state: State | null, attribute: "protected" | "unprotected"): readonly string[] =>
  (state?.[attribute] ?? []) as readonly string[];

interface Member {
  readonly InstanceId?: string;
  readonly LifecycleState?: string;
  readonly ProtectedFromScaleIn?: boolean;
}

const idsOf = (members: readonly Member[]): readonly string[] =>
  members.map(({ InstanceId = "" }) => InstanceId).sort();

const wasMoved = (error: unknown): boolean =>
  isNamed("ValidationError")(error) &&
  /not in InService|not part of Auto Scaling group/i.test((error as Error).message);

const membersOf = async (autoScaling: AutoScalingClient, name: string) => {
  const group = await describeGroup(autoScaling, name);
  const members = ((group?.Instances ?? []) as readonly Member[]).filter(({ LifecycleState = "" }) =>
    isThere.test(LifecycleState),
  );
  return { group, members };
};

const protect = async (
  autoScaling: AutoScalingClient,
  name: string,
  {
    instances,
    ProtectedFromScaleIn,
  }: { readonly instances: readonly string[]; readonly ProtectedFromScaleIn: boolean },
) => {
  for (let from = 0; from < instances.length; from += mostAtOnce) {
    const InstanceIds = instances.slice(from, from + mostAtOnce);
    try {
      await autoScaling.send(
        new SetInstanceProtectionCommand({ AutoScalingGroupName: name, InstanceIds, ProtectedFromScaleIn }),
      );
    } catch (error) {
      // One of them went between the look and the call, which then did nothing.
      if (wasMoved(error)) throw new NotYet(`The instances of ${name} change their states (${String(error)}).`);
      throw error;
    }
  }
};

/**
 * Which instances AWS leaves when a group shrinks; id: the group's name; state: `newInstances`, whether those are protected that it
 * launches from now on, and `protected`, which ones are. Found are `unprotected` ones too. Where no new ones are, none but those listed is
 * protected; where they are, others may come at any time.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
 */
export const scaleInProtection = (autoScaling: AutoScalingClient): ResourceKind => ({
  async read(name) {
    const { group, members } = await membersOf(autoScaling, name);
    if (group === undefined) return null;
    const those = (which: boolean) =>
      idsOf(members.filter(({ ProtectedFromScaleIn = false }) => ProtectedFromScaleIn === which));
    return {
      newInstances: group.NewInstancesProtectedFromScaleIn === true,
      protected: those(true),
      unprotected: those(false),
    };
  },

  async write(name, _before, after) {
    if (after === null) throw new TypeError("A group's protection from scale-in cannot be deleted.");
    const newInstances = after.newInstances === true;
    await autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        NewInstancesProtectedFromScaleIn: newInstances,
      }),
    );
    // After that: what was launched in between is among them.
    const { members } = await membersOf(autoScaling, name);
    const wanted = listed(after, "protected");
    const wrong = (which: boolean) =>
      members.filter(
        ({ InstanceId = "", ProtectedFromScaleIn = false }) =>
          ProtectedFromScaleIn !== which && wanted.includes(InstanceId) === which,
      );
    const can = ({ LifecycleState = "" }: Member) => changeable.test(LifecycleState);
    await protect(autoScaling, name, { instances: idsOf(wrong(true).filter(can)), ProtectedFromScaleIn: true });
    if (newInstances) return;
    await protect(autoScaling, name, { instances: idsOf(wrong(false).filter(can)), ProtectedFromScaleIn: false });
    const coming = wrong(false).filter((member) => !can(member));
    if (coming.length > 0)
      throw new NotYet(
        `AWS takes the protection from scale-in off instances in service only; ${idsOf(coming).join(", ")} of ${name} still start.`,
      );
  },

  /** Instances go, and new ones come with the protection that the group gives them. */
  stillOurs: (state, found) =>
    state.newInstances === found.newInstances &&
    !listed(state, "protected").some((id) => listed(found, "unprotected").includes(id)) &&
    (state.newInstances === true || listed(found, "protected").every((id) => listed(state, "protected").includes(id))),

  halfWay: (before, after, found) =>
    found.newInstances === before?.newInstances || found.newInstances === after?.newInstances,
});
