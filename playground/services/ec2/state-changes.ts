import type { InstanceStateChange } from "@aws-sdk/client-ec2";
import type { Ec2Context } from "./context.ts";
import { describedState } from "./described-instance.ts";
import type { Instance } from "./resources.ts";

/** Acts on each instance, and answers the states before and after. "If one ID is wrong, the request fails" whole. */
export const stateChanges = (
  { resources }: Ec2Context,
  targets: readonly Instance[],
  act: (id: string) => void,
): InstanceStateChange[] =>
  targets.map(({ id, state }) => {
    act(id);
    return {
      InstanceId: id,
      CurrentState: describedState(resources.instance.get(id)?.state ?? state),
      PreviousState: describedState(state),
    };
  });
