import {
  type AutoScalingClient,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommand,
  type Tag,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import { isNamed } from "./absent.ts";
import { describeGroup } from "./describe-group.ts";
import { groupState } from "./described/auto-scaling-group.ts";
import { asInput } from "./described/plain.ts";
import { deleteOnce } from "./group-member.ts";
import type { ResourceKind } from "./kind.ts";

const tagsOfGroup = (name: string, tags: State): Tag[] =>
  Object.entries(tags).map(([Key, tag]) => ({
    Key,
    ...asInput<{ Value: string; PropagateAtLaunch: boolean }>(tag),
    ResourceId: name,
    ResourceType: "auto-scaling-group",
  }));

/** The whole existence of a group; id: its name. It is made and deleted empty: capacity is another kind. */
export const autoScalingGroup = (autoScaling: AutoScalingClient): ResourceKind => {
  const read = async (name: string): Promise<State | null> => {
    const group = await describeGroup(autoScaling, name);
    return group === undefined ? null : groupState(group);
  };

  const create = async (name: string, { Tags, ...settings }: State): Promise<void> => {
    const input = {
      ...asInput<CreateAutoScalingGroupCommandInput>(settings),
      AutoScalingGroupName: name,
      Tags: tagsOfGroup(name, (Tags ?? {}) as State),
    };
    try {
      await autoScaling.send(new CreateAutoScalingGroupCommand(input));
    } catch (error) {
      // Made by an earlier attempt whose answer was lost, or by somebody else: the next read tells which.
      if (!isNamed("AlreadyExistsFault")(error)) throw error;
    }
  };

  return {
    read,
    async write(name, before, after) {
      if (after === null)
        // Never ForceDelete: AWS refuses to delete a group that has instances, and so it should.
        return deleteOnce(
          () => autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: name })),
          () => read(name),
        );
      if (before !== null) throw new TypeError("A group's attributes are changed through kinds of their own.");
      return create(name, after);
    },
  };
};
