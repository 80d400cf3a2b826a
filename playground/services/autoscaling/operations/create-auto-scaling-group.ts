import type {
  CreateAutoScalingGroupCommandInput,
  CreateAutoScalingGroupCommandOutput,
  Tag,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../world/aws-error.ts";
import { quotaOf } from "../../../world/quotas.ts";
import { uuid } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import { changeCapacity } from "../capacity.ts";
import type { AutoScalingContext } from "../context.ts";
import { needToLaunch, ownRole } from "../group-needs.ts";
import { mergedTags } from "../group-tags.ts";
import { checkRetention, createHook, hookRoles } from "../lifecycle-hooks.ts";
import { needOnGroup, passedToAutoScaling } from "../needs.ts";
import type { Group } from "../records.ts";
import { newSettings, settable, subnetsOf } from "../settings.ts";
import { ownedBy } from "../store.ts";
import { newSources } from "../traffic-sources.ts";

/**
 * A new group with its lifecycle hooks; its instances begin to launch as soon as the call is over.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
 */
export const createAutoScalingGroup = (context: AutoScalingContext) =>
  operation<CreateAutoScalingGroupCommandInput, CreateAutoScalingGroupCommandOutput>({
    accepts: [
      "AutoScalingGroupName",
      ...settable,
      "TargetGroupARNs",
      "TrafficSources",
      "LifecycleHookSpecificationList",
      "Tags",
    ],
    needs: (input) => [
      needOnGroup(context, "CreateAutoScalingGroup", input.AutoScalingGroupName, withValues(input.Tags)),
      ...needToLaunch(context, input),
      ...passedToAutoScaling([ownRole(input.ServiceLinkedRoleARN), ...hookRoles(input.LifecycleHookSpecificationList)]),
    ],
    run: (input) => {
      const { store, wake } = context;
      const group = newGroup(context, input);
      const hooks = (input.LifecycleHookSpecificationList ?? []).map((hook) => createHook(group.name, hook));
      checkRetention(group, hooks);
      store.groups.put(group.name, group);
      for (const hook of hooks) store.hooks.put(ownedBy(group.name, hook.LifecycleHookName), hook);
      wake(group.name);
      return {};
    },
  });

/** A tag without a value has an empty one. */
const withValues = (tags: readonly Tag[] = []): Tag[] => tags.map((tag) => ({ ...tag, Value: tag.Value ?? "" }));

/** In AWS's words, two spaces included (https://github.com/hashicorp/terraform/issues/1105). */
const pendingDelete =
  " and is pending delete.  Please wait until Autoscaling completes the deletion process before creating another group with the same name.";

const checkGroupName = ({ store, surroundings }: AutoScalingContext, name: string): void => {
  if (!/^[\x21-\x39\x3b-\x7e]+( [\x21-\x39\x3b-\x7e]+)*$/.test(name) || name.length > 255)
    throw validationError("The Auto Scaling group name must be 1 to 255 printable characters without a colon (:)");
  const twin = store.groups.get(name);
  if (twin)
    throw new AwsError(
      "AlreadyExistsFault",
      `AutoScalingGroup by this name already exists - A group with the name ${name} already exists${twin.deleting ? pendingDelete : ""}`,
    );
  const mostGroups = quotaOf("autoScalingGroups", surroundings);
  if (store.groups.values().length >= mostGroups)
    throw new AwsError("LimitExceededFault", `You have reached the limit of ${mostGroups} AutoScalingGroups`);
};

const newGroup = (context: AutoScalingContext, input: CreateAutoScalingGroupCommandInput): Group => {
  const { surroundings, fleet, targetGroups } = context;
  const { clock, random, account, region } = surroundings;
  const { AutoScalingGroupName: name = "" } = input;
  checkGroupName(context, name);
  const settings = newSettings(fleet, account, input);
  const empty: Group = {
    name,
    arn: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:${uuid(random)}:autoScalingGroupName/${name}`,
    created: clock.now(),
    settings: { ...settings, DesiredCapacity: 0 },
    subnets: subnetsOf(fleet, settings.VPCZoneIdentifier, input.AvailabilityZones),
    tags: mergedTags([], input.Tags ?? []),
    // "Target groups also have an InService state if you attach them in the CreateAutoScalingGroup API call."
    trafficSources: newSources(targetGroups, [], input).map((source) => ({ ...source, state: "InService" })),
    members: [],
    suspended: {},
    alarmsResumedAt: undefined,
    enabledMetrics: [],
    deleting: undefined,
    capacityChange: undefined,
    unreplaced: 0,
    failedZones: [],
    launchFailures: 0,
    nextLaunchAt: 0,
    cooldownSeconds: settings.DefaultCooldown,
    cooldownUntil: 0,
  };
  return changeCapacity(empty, settings, clock.now(), "a user request created an AutoScalingGroup");
};
