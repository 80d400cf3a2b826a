/** What the caller of an operation on a group must be allowed to do. Describe* need no more than the default, `*`. */
import type { Tag } from "@aws-sdk/client-auto-scaling";
import type { Need } from "../../world/service.ts";
import { passRoles } from "../pass-roles.ts";
import type { AutoScalingContext } from "./context.ts";
import { groupTags } from "./group.ts";
import { findGroupOfInstance, findPolicy } from "./store.ts";

/** The tags of a request; one that is to go may have no value, and is only a key then. */
const tagsIn = (tags: readonly Tag[]): Pick<Need, "requestTags" | "tagKeys"> => {
  const [valued, bare] = [
    tags.filter(({ Value }) => Value !== undefined),
    tags.filter(({ Value }) => Value === undefined),
  ];
  return {
    requestTags: Object.fromEntries(valued.map(({ Key = "", Value = "" }) => [Key, Value])),
    ...(bare.length === 0 ? {} : { tagKeys: bare.map(({ Key = "" }) => Key) }),
  };
};

/** The action on a group by its name, as it is tagged now, or as it is to be, if there is none yet. */
export const needOnGroup = (
  { surroundings: { account, region }, store }: AutoScalingContext,
  action: string,
  name: string | undefined,
  requestTags?: readonly Tag[],
): Need => {
  const group = name === undefined ? undefined : store.groups.get(name);
  const arn = `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${name ?? "*"}`;
  return {
    action: `autoscaling:${action}`,
    resource: group?.arn ?? arn,
    tags: group === undefined ? (tagsIn(requestTags ?? []).requestTags ?? {}) : groupTags(group),
    ...(requestTags === undefined ? {} : tagsIn(requestTags)),
  };
};

/** The action on the group that the input names. */
export const onNamedGroup =
  (context: AutoScalingContext, action: string) =>
  (input: { AutoScalingGroupName?: string | undefined }): readonly Need[] => [
    needOnGroup(context, action, input.AutoScalingGroupName),
  ];

/** The action on the group that the instance belongs to. */
export const onGroupOfInstance =
  (context: AutoScalingContext, action: string) =>
  (input: { InstanceId?: string | undefined }): readonly Need[] => [
    needOnGroup(context, action, findGroupOfInstance(context.store, input.InstanceId ?? "")?.name),
  ];

/** iam:PassRole on every role that is handed to Auto Scaling. */
export const passedToAutoScaling = (roles: readonly (string | undefined)[]): readonly Need[] =>
  passRoles(roles, "autoscaling.amazonaws.com");

/** The action on the group that the input names, or else on the one whose policy it names by ARN. */
export const onGroupOfPolicy =
  (context: AutoScalingContext, action: string) =>
  (input: { AutoScalingGroupName?: string | undefined; PolicyName?: string | undefined }): readonly Need[] => [
    needOnGroup(
      context,
      action,
      input.AutoScalingGroupName ?? findPolicy(context.store, undefined, input.PolicyName ?? "")?.AutoScalingGroupName,
    ),
  ];
