import { validationError } from "../constraints.ts";
import type { AutoScalingContext } from "./context.ts";
import { withMember } from "./group.ts";
import type { Group, LifecycleAction } from "./records.ts";

/** Changes what a hook's actions are on all instances that wait for it; those who can go on then do. */
export const changeActions = (
  { store, wake }: AutoScalingContext,
  group: Group,
  hook: string,
  change: (action: LifecycleAction) => LifecycleAction,
): void => {
  const changed = group.members.reduce(
    (soFar, member) =>
      withMember(soFar, member.id, {
        lifecycleActions: member.lifecycleActions.map((one) => (one.hook === hook ? change(one) : one)),
      }),
    group,
  );
  store.groups.put(group.name, changed);
  wake(group.name);
};

/** The token of the action under way that a request names, by its token or by the instance. */
export const outstanding = (
  group: Group,
  hook: string,
  token: string | undefined,
  instance: string | undefined,
): string => {
  const action = group.members
    .filter((member) => instance === undefined || member.id === instance)
    .flatMap((member) => member.lifecycleActions)
    .find((one) => one.hook === hook && one.result === undefined && (token === undefined || one.token === token));
  if (action === undefined || (token === undefined && instance === undefined))
    throw validationError(
      `No active Lifecycle Action found with ${token === undefined ? `instance ID ${instance}` : `token ${token}`}`,
    );
  return action.token;
};
