import {
  type AutoScalingClient,
  type AutoScalingGroup,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Json, State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { describeGroup, describeGroupsNamed } from "./describe-group.ts";
import type { Plain } from "./described/plain.ts";

const bound = (value: Json | undefined): number | undefined => (value === undefined ? undefined : Number(value));

/**
 * How many instances a group has and may have; id: the group's name; state: `{ min, max, desired }`, written in one call, or only
 * some of them. A minimum above the group's size lets Auto Scaling raise the desired capacity to it
 * (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html).
 */
export const groupCapacity = (autoScaling: AutoScalingClient): ResourceKind => ({
  belongsTo: (name) => ({ kind: "auto-scaling-group", id: name }),

  async read(name) {
    const group = await describeGroup(autoScaling, name);
    return group === undefined ? null : stateOf(group);
  },

  async readTogether(names) {
    const groups = await describeGroupsNamed(autoScaling, names);
    return new Map([...groups].map(([name, group]) => [name, stateOf(group)]));
  },

  holdsAtOnce: true,

  async write(name, _before, after) {
    if (after === null) throw new TypeError("A group's capacity cannot be deleted.");
    await autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        MinSize: bound(after.min),
        MaxSize: bound(after.max),
        DesiredCapacity: bound(after.desired),
      }),
    );
  },

  /** Scaling policies move the desired capacity, within the bounds. */
  stillOurs: (state, found) => stillWithin(state, found),
});

const stateOf = ({
  MinSize: min = 0,
  MaxSize: max = 0,
  DesiredCapacity: desired = 0,
}: Plain<AutoScalingGroup>): State => ({
  min,
  max,
  desired,
});

const stillWithin = (state: State, found: State): boolean =>
  state.min === found.min &&
  state.max === found.max &&
  Number(found.min) <= Number(found.desired) &&
  Number(found.desired) <= Number(found.max);
