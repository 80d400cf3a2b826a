import { type AutoScalingClient, UpdateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import { describeGroup } from "./describe-group.ts";
import type { ResourceKind } from "./kind.ts";

/** How many instances a group has and may have; id: the group's name; state: `{ min, max, desired }`, written in one call. */
export const groupCapacity = (autoScaling: AutoScalingClient): ResourceKind => ({
  async read(name) {
    const group = await describeGroup(autoScaling, name);
    if (group === undefined) return null;
    return { min: group.MinSize ?? 0, max: group.MaxSize ?? 0, desired: group.DesiredCapacity ?? 0 };
  },

  async write(name, _before, after) {
    if (after === null) throw new TypeError("A group's capacity cannot be deleted.");
    await autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        MinSize: Number(after.min),
        MaxSize: Number(after.max),
        DesiredCapacity: Number(after.desired),
      }),
    );
  },

  /** Scaling policies move the desired capacity, within the bounds. */
  stillOurs: (state, found) => stillWithin(state, found),
});

const stillWithin = (state: State, found: State): boolean =>
  state.min === found.min &&
  state.max === found.max &&
  Number(found.min) <= Number(found.desired) &&
  Number(found.desired) <= Number(found.max);
