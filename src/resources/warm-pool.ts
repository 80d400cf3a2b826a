import {
  type AutoScalingClient,
  DeleteWarmPoolCommand,
  PutWarmPoolCommand,
  type PutWarmPoolCommandInput,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { describeGroup } from "./describe-group.ts";
import { asInput } from "./described/plain.ts";
import { warmPoolState } from "./described/scaling.ts";
import { deleteOnce } from "./group-absence.ts";

/** A group's warm pool; id: the group's name. */
export const warmPool = (autoScaling: AutoScalingClient): ResourceKind => {
  const read = async (name: string): Promise<State | null> =>
    warmPoolState((await describeGroup(autoScaling, name))?.WarmPoolConfiguration);

  return {
    read,
    belongsTo: (name) => ({ kind: "auto-scaling-group", id: name }),
    async write(name, before, after) {
      if (after === null)
        // Never ForceDelete: it would terminate the pool's instances at once.
        return deleteOnce(
          () => autoScaling.send(new DeleteWarmPoolCommand({ AutoScalingGroupName: name })),
          () => read(name),
        );
      await autoScaling.send(
        new PutWarmPoolCommand({
          // What is left out stays as it was; -1 takes a bound away.
          ...(before?.MaxGroupPreparedCapacity === undefined ? {} : { MaxGroupPreparedCapacity: -1 }),
          ...asInput<PutWarmPoolCommandInput>(after),
          AutoScalingGroupName: name,
        }),
      );
    },
  };
};
