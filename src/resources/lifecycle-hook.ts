import {
  type AutoScalingClient,
  DeleteLifecycleHookCommand,
  DescribeLifecycleHooksCommand,
  PutLifecycleHookCommand,
  type PutLifecycleHookCommandInput,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { memberId } from "./described/ids.ts";
import { asInput, plain } from "./described/plain.ts";
import { lifecycleHookState } from "./described/scaling.ts";
import { deleteOnce, inGroup } from "./group-absence.ts";

/** A lifecycle hook; id: `<group>/<hook>`. */
export const lifecycleHook = (autoScaling: AutoScalingClient): ResourceKind => {
  const read = async (id: string): Promise<State | null> => {
    const { group, name } = memberId.parse(id);
    const answer = await inGroup(autoScaling, group, () =>
      autoScaling.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName: group, LifecycleHookNames: [name] })),
    );
    const [hook] = answer?.LifecycleHooks ?? [];
    return hook === undefined ? null : lifecycleHookState(plain(hook));
  };

  return {
    read,
    belongsTo: (id) => ({ kind: "auto-scaling-group", id: memberId.parse(id).group }),
    async write(id, _before, after) {
      const { group, name } = memberId.parse(id);
      const named = { AutoScalingGroupName: group, LifecycleHookName: name };
      if (after === null)
        return deleteOnce(
          () => autoScaling.send(new DeleteLifecycleHookCommand(named)),
          () => read(id),
        );
      await autoScaling.send(
        new PutLifecycleHookCommand({ ...asInput<PutLifecycleHookCommandInput>(after), ...named }),
      );
    },
  };
};
