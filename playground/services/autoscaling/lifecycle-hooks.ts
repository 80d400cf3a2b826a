import type { LifecycleHookSpecification } from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import { required, validationError, violation } from "../constraints.ts";
import { retains } from "./group.ts";
import { lifecycleTransitions, terminating } from "./lifecycle-transitions.ts";
import type { Group, LifecycleHook } from "./records.ts";

const longestWaitSeconds = 172_800;

/** The result of a lifecycle action; `member` is the parameter that names it. */
export const lifecycleResult = (result: string, member: string): "CONTINUE" | "ABANDON" => {
  if (result !== "CONTINUE" && result !== "ABANDON")
    throw validationError(`${member} must be CONTINUE or ABANDON, not ${result}`);
  return result;
};

/** A hook with what the request asks for; the rest stays. */
export const changedHook = (before: LifecycleHook, asked: Partial<LifecycleHookSpecification>): LifecycleHook => {
  const HeartbeatTimeout = asked.HeartbeatTimeout ?? before.HeartbeatTimeout;
  if (HeartbeatTimeout < 30 || HeartbeatTimeout > 7200)
    throw validationError(`Heartbeat timeout must be between 30 and 7200 seconds, not ${HeartbeatTimeout}`);
  const LifecycleTransition = asked.LifecycleTransition ?? before.LifecycleTransition;
  if (!lifecycleTransitions.includes(LifecycleTransition))
    throw validationError(
      `Invalid lifecycle transition: ${LifecycleTransition}. Valid ones are: ${lifecycleTransitions.join(", ")}`,
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
    GlobalTimeout: Math.min(longestWaitSeconds, 100 * HeartbeatTimeout),
    DefaultResult: lifecycleResult(asked.DefaultResult ?? before.DefaultResult, "DefaultResult"),
  };
};

/** A new hook, with AWS's defaults. */
export const createHook = (group: string, asked: LifecycleHookSpecification): LifecycleHook => {
  const LifecycleHookName = required(asked.LifecycleHookName, "lifecycleHookName");
  if (!/^[A-Za-z0-9\-_/]{1,255}$/.test(LifecycleHookName))
    throw violation(
      LifecycleHookName,
      "lifecycleHookName",
      "Member must satisfy regular expression pattern: [A-Za-z0-9\\-_\\/]+",
    );
  const fresh: LifecycleHook = {
    LifecycleHookName,
    AutoScalingGroupName: group,
    LifecycleTransition: required(asked.LifecycleTransition, "lifecycleTransition"),
    HeartbeatTimeout: 3600,
    GlobalTimeout: longestWaitSeconds,
    DefaultResult: "ABANDON",
  };
  return changedHook(fresh, asked);
};

/** Throws what AWS says, recorded, of a group that keeps instances whose hook is abandoned, and has no hook that would be. */
export const checkRetention = (group: Group, hooks: readonly LifecycleHook[]): void => {
  const abandons = hooks.some((hook) => hook.LifecycleTransition === terminating && hook.DefaultResult === "ABANDON");
  if (retains(group) && !abandons)
    throw new AwsError(
      "InvalidQueryParameter",
      "InstanceLifecyclePolicy requires at least one terminate lifecycle hook with default result ABANDON. Configure a terminate lifecycle hook with ABANDON result, or remove InstanceLifecyclePolicy and try again.",
    );
};

/** The roles that hooks name. */
export const hookRoles = (hooks: readonly LifecycleHookSpecification[] | undefined): readonly (string | undefined)[] =>
  (hooks ?? []).map((hook) => hook.RoleARN);
