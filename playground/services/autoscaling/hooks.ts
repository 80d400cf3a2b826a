import type {
  CompleteLifecycleActionCommandInput,
  CompleteLifecycleActionCommandOutput,
  DeleteLifecycleHookCommandInput,
  DeleteLifecycleHookCommandOutput,
  DescribeLifecycleHooksCommandInput,
  DescribeLifecycleHooksCommandOutput,
  DescribeLifecycleHookTypesCommandInput,
  DescribeLifecycleHookTypesCommandOutput,
  LifecycleHookSpecification,
  PutLifecycleHookCommandInput,
  PutLifecycleHookCommandOutput,
  RecordLifecycleActionHeartbeatCommandInput,
  RecordLifecycleActionHeartbeatCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import type { Clock } from "../../world/clock.ts";
import { operation } from "../../world/service.ts";
import { type Group, groupNotFound, type LifecycleAction, required, validationError, withMember } from "./group.ts";
import { hookRoles, type Permissions } from "./permissions.ts";
import { launching, terminating } from "./reconcile.ts";
import type { Reconciler } from "./reconciler.ts";
import { groupNamed, ofGroup, ownedBy, type Store } from "./store.ts";

/** A lifecycle hook as the API shows it. A notification target is kept and shown, but only EventBridge is told. */
export interface LifecycleHook {
  readonly LifecycleHookName: string;
  readonly AutoScalingGroupName: string;
  readonly LifecycleTransition: string;
  readonly NotificationTargetARN?: string | undefined;
  readonly RoleARN?: string | undefined;
  readonly NotificationMetadata?: string | undefined;
  readonly HeartbeatTimeout: number;
  readonly GlobalTimeout: number;
  readonly DefaultResult: "CONTINUE" | "ABANDON";
}

const transitions = [launching, terminating];
const mostHooks = 50;
const longestWait = 172_800;

const resultOf = (result: string, member: string): "CONTINUE" | "ABANDON" => {
  if (result !== "CONTINUE" && result !== "ABANDON")
    throw validationError(`${member} must be CONTINUE or ABANDON, not ${result}`);
  return result;
};

const changedHook = (before: LifecycleHook, asked: Partial<LifecycleHookSpecification>): LifecycleHook => {
  const HeartbeatTimeout = asked.HeartbeatTimeout ?? before.HeartbeatTimeout;
  if (HeartbeatTimeout < 30 || HeartbeatTimeout > 7200)
    throw validationError(`Heartbeat timeout must be between 30 and 7200 seconds, not ${HeartbeatTimeout}`);
  const LifecycleTransition = asked.LifecycleTransition ?? before.LifecycleTransition;
  if (!transitions.includes(LifecycleTransition))
    throw validationError(
      `Invalid lifecycle transition: ${LifecycleTransition}. Valid ones are: ${transitions.join(", ")}`,
    );
  // "If you specify an empty string, this overrides the current ARN."
  const target = asked.NotificationTargetARN ?? before.NotificationTargetARN;
  return {
    ...before,
    LifecycleTransition,
    NotificationTargetARN: target === "" ? undefined : target,
    RoleARN: asked.RoleARN ?? before.RoleARN,
    NotificationMetadata: asked.NotificationMetadata ?? before.NotificationMetadata,
    HeartbeatTimeout,
    // "The maximum is 172800 seconds (48 hours) or 100 times HeartbeatTimeout, whichever is smaller."
    GlobalTimeout: Math.min(longestWait, 100 * HeartbeatTimeout),
    DefaultResult: resultOf(asked.DefaultResult ?? before.DefaultResult, "DefaultResult"),
  };
};

/** A new hook, with AWS's defaults. */
export const createHook = (group: string, asked: LifecycleHookSpecification): LifecycleHook => {
  const LifecycleHookName = required(asked.LifecycleHookName, "lifecycleHookName");
  if (!/^[A-Za-z0-9\-_/]{1,255}$/.test(LifecycleHookName))
    throw validationError(
      `1 validation error detected: Value '${LifecycleHookName}' at 'lifecycleHookName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9\\-_\\/]+`,
    );
  const fresh: LifecycleHook = {
    LifecycleHookName,
    AutoScalingGroupName: group,
    LifecycleTransition: required(asked.LifecycleTransition, "lifecycleTransition"),
    HeartbeatTimeout: 3600,
    GlobalTimeout: longestWait,
    DefaultResult: "ABANDON",
  };
  return changedHook(fresh, asked);
};

/** Lifecycle hooks, and the answers to their lifecycle actions. */
export const hookOperations = (clock: Clock, store: Store, permissions: Permissions, reconciler: Reconciler) => {
  const changeActions = (group: Group, hook: string, change: (action: LifecycleAction) => LifecycleAction) => {
    const changed = group.members.reduce(
      (now, member) =>
        withMember(now, member.id, {
          lifecycleActions: member.lifecycleActions.map((one) => (one.hook === hook ? change(one) : one)),
        }),
      group,
    );
    store.groups.put(group.name, changed);
    reconciler.wake(group.name);
  };

  /** The token of the action under way that the input names, by its token or by the instance. */
  const outstanding = (group: Group, hook: string, token: string | undefined, instance: string | undefined): string => {
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

  return {
    PutLifecycleHook: operation<PutLifecycleHookCommandInput, PutLifecycleHookCommandOutput>({
      accepts: [
        "LifecycleHookName",
        "AutoScalingGroupName",
        "LifecycleTransition",
        "RoleARN",
        "NotificationTargetARN",
        "NotificationMetadata",
        "HeartbeatTimeout",
        "DefaultResult",
      ],
      needs: (input) => [
        permissions.need("PutLifecycleHook", input.AutoScalingGroupName),
        ...permissions.passRoles(
          hookRoles([{ LifecycleHookName: "", LifecycleTransition: "", RoleARN: input.RoleARN }]),
        ),
      ],
      run: ({ AutoScalingGroupName, ...asked }) => {
        const group = groupNamed(store, AutoScalingGroupName);
        const name = required(asked.LifecycleHookName, "lifecycleHookName");
        const before = store.hooks.get(ownedBy(group.name, name));
        if (before === undefined && ofGroup(store.hooks, group.name).length >= mostHooks)
          throw new AwsError(
            "LimitExceededFault",
            `An Auto Scaling group can have at most ${mostHooks} lifecycle hooks`,
          );
        const hook =
          before === undefined
            ? createHook(group.name, { ...asked, LifecycleTransition: asked.LifecycleTransition })
            : changedHook(before, asked);
        store.hooks.put(ownedBy(group.name, name), hook);
        return {};
      },
    }),

    DescribeLifecycleHooks: operation<DescribeLifecycleHooksCommandInput, DescribeLifecycleHooksCommandOutput>({
      accepts: ["AutoScalingGroupName", "LifecycleHookNames"],
      run: ({ AutoScalingGroupName, LifecycleHookNames: names = [] }) => {
        const group = required(AutoScalingGroupName, "autoScalingGroupName");
        if (store.groups.seen(group) === undefined) throw groupNotFound(group);
        const hooks = store.hooks
          .seenValues()
          .filter(
            (hook) =>
              hook.AutoScalingGroupName === group && (names.length === 0 || names.includes(hook.LifecycleHookName)),
          );
        return { LifecycleHooks: hooks };
      },
    }),

    DeleteLifecycleHook: operation<DeleteLifecycleHookCommandInput, DeleteLifecycleHookCommandOutput>({
      accepts: ["LifecycleHookName", "AutoScalingGroupName"],
      needs: permissions.onGroup("DeleteLifecycleHook"),
      run: ({ AutoScalingGroupName, LifecycleHookName }) => {
        const group = groupNamed(store, AutoScalingGroupName);
        const name = required(LifecycleHookName, "lifecycleHookName");
        const hook = store.hooks.get(ownedBy(group.name, name));
        if (hook === undefined) throw validationError(`No Lifecycle Hook found with name: ${name}`);
        store.hooks.remove(ownedBy(group.name, name));
        // "outstanding lifecycle actions … are completed first (ABANDON for launching, CONTINUE for terminating)"
        const result = hook.LifecycleTransition === launching ? "ABANDON" : "CONTINUE";
        changeActions(group, name, (action) => ({ ...action, result: action.result ?? result }));
        return {};
      },
    }),

    CompleteLifecycleAction: operation<CompleteLifecycleActionCommandInput, CompleteLifecycleActionCommandOutput>({
      accepts: [
        "LifecycleHookName",
        "AutoScalingGroupName",
        "LifecycleActionToken",
        "LifecycleActionResult",
        "InstanceId",
      ],
      needs: permissions.onGroup("CompleteLifecycleAction"),
      run: (input) => {
        const group = groupNamed(store, input.AutoScalingGroupName);
        const hook = required(input.LifecycleHookName, "lifecycleHookName");
        const given = required(input.LifecycleActionResult, "lifecycleActionResult");
        const result = resultOf(given, "LifecycleActionResult");
        const token = outstanding(group, hook, input.LifecycleActionToken, input.InstanceId);
        changeActions(group, hook, (action) => (action.token === token ? { ...action, result } : action));
        return {};
      },
    }),

    RecordLifecycleActionHeartbeat: operation<
      RecordLifecycleActionHeartbeatCommandInput,
      RecordLifecycleActionHeartbeatCommandOutput
    >({
      accepts: ["LifecycleHookName", "AutoScalingGroupName", "LifecycleActionToken", "InstanceId"],
      needs: permissions.onGroup("RecordLifecycleActionHeartbeat"),
      run: (input) => {
        const group = groupNamed(store, input.AutoScalingGroupName);
        const hook = required(input.LifecycleHookName, "lifecycleHookName");
        const token = outstanding(group, hook, input.LifecycleActionToken, input.InstanceId);
        const deadline = (action: LifecycleAction) => clock.now() + action.heartbeat;
        changeActions(group, hook, (action) =>
          action.token === token ? { ...action, deadline: deadline(action) } : action,
        );
        return {};
      },
    }),

    DescribeLifecycleHookTypes: operation<
      DescribeLifecycleHookTypesCommandInput,
      DescribeLifecycleHookTypesCommandOutput
    >({
      accepts: [],
      run: () => ({ LifecycleHookTypes: transitions }),
    }),
  };
};
