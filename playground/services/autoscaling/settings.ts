import type {
  CreateAutoScalingGroupCommandInput,
  LaunchTemplateSpecification,
  UpdateAutoScalingGroupCommandInput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import type { Fleet } from "../../world/neighbours.ts";
import { inRange, validationError } from "../constraints.ts";
import { boundsOf } from "./capacity.ts";
import { completedPolicy } from "./mixed-instances.ts";
import type { GroupSubnet, Settings } from "./records.ts";
import { terminationPolicyTypes } from "./termination-policy.ts";

/** The parameters that CreateAutoScalingGroup and UpdateAutoScalingGroup have in common. */
type Asked = Omit<UpdateAutoScalingGroupCommandInput, "AutoScalingGroupName" | "LaunchConfigurationName">;

/** The names of those parameters, for `accepts`. */
export const settable = [
  "LaunchTemplate",
  "MixedInstancesPolicy",
  "MinSize",
  "MaxSize",
  "DesiredCapacity",
  "DefaultCooldown",
  "AvailabilityZones",
  "HealthCheckType",
  "HealthCheckGracePeriod",
  "PlacementGroup",
  "VPCZoneIdentifier",
  "TerminationPolicies",
  "NewInstancesProtectedFromScaleIn",
  "CapacityRebalance",
  "ServiceLinkedRoleARN",
  "MaxInstanceLifetime",
  "Context",
  "DesiredCapacityType",
  "DefaultInstanceWarmup",
  "InstanceMaintenancePolicy",
  "AvailabilityZoneDistribution",
  "AvailabilityZoneImpairmentPolicy",
  "CapacityReservationSpecification",
  "InstanceLifecyclePolicy",
  "DeletionProtection",
] as const satisfies readonly (keyof CreateAutoScalingGroupCommandInput & keyof Asked)[];

/** AWS completes what names the template: both id and name are shown, and the version as it was asked for, if one was. */
const completed = (fleet: Fleet, asked: LaunchTemplateSpecification): LaunchTemplateSpecification => {
  const { LaunchTemplateId: id, LaunchTemplateName: name, Version: version } = asked;
  if ((id === undefined) === (name === undefined))
    throw validationError("Valid requests must contain either launchTemplateId or LaunchTemplateName");
  try {
    const found = fleet.resolveLaunchTemplate({
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      ...(version === undefined ? {} : { version }),
    });
    return {
      LaunchTemplateId: found.id,
      LaunchTemplateName: found.name,
      ...(version === undefined ? {} : { Version: version }),
    };
  } catch (error) {
    if (
      !(error instanceof AwsError) ||
      ["ValidationError", "InvalidQueryParameter"].includes(error.name) ||
      error instanceof NotEmulated
    )
      throw error;
    throw validationError(`You must use a valid fully-formed launch template. ${error.message}`);
  }
};

/** One replaces the other: a group has a launch template or a mixed instances policy. */
const launchSource = (fleet: Fleet, asked: Asked): Pick<Settings, "LaunchTemplate" | "MixedInstancesPolicy"> => {
  if (asked.LaunchTemplate && asked.MixedInstancesPolicy)
    throw validationError(
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
    );
  if (asked.LaunchTemplate)
    return { LaunchTemplate: completed(fleet, asked.LaunchTemplate), MixedInstancesPolicy: undefined };
  if (asked.MixedInstancesPolicy)
    return {
      LaunchTemplate: undefined,
      MixedInstancesPolicy: completedPolicy(asked.MixedInstancesPolicy, (one) => completed(fleet, one)),
    };
  return {};
};

const healthCheckTypes = ["EC2", "EBS", "ELB", "VPC_LATTICE"];

const validate = (asked: Asked): void => {
  for (const type of asked.HealthCheckType?.split(",") ?? [])
    if (!healthCheckTypes.includes(type.trim()))
      throw validationError(`Invalid health check type: ${type}. Valid types are: ${healthCheckTypes.join(", ")}`);
  for (const policy of asked.TerminationPolicies ?? []) {
    if (policy.startsWith("arn:")) throw new NotEmulated("a termination policy that is a Lambda function");
    if (!terminationPolicyTypes.includes(policy)) throw validationError(`Invalid termination policy: ${policy}`);
  }
  inRange(asked.DefaultCooldown, "defaultCooldown", 0);
  inRange(asked.HealthCheckGracePeriod, "healthCheckGracePeriod", 0);
  inRange(asked.DefaultInstanceWarmup, "defaultInstanceWarmup", -1);
  if (asked.MaxInstanceLifetime !== undefined && asked.MaxInstanceLifetime !== 0)
    inRange(asked.MaxInstanceLifetime, "maxInstanceLifetime", 86_400);
  // "supports DesiredCapacityType for attribute-based instance type selection only", which is refused in a mixed policy.
  if (asked.DesiredCapacityType !== undefined && asked.DesiredCapacityType !== "units")
    throw new NotEmulated(`a desired capacity in ${asked.DesiredCapacityType}: only units`);
  const { MinHealthyPercentage: least, MaxHealthyPercentage: most } = asked.InstanceMaintenancePolicy ?? {};
  if ((least === undefined) !== (most === undefined))
    throw validationError("Both MinHealthyPercentage and MaxHealthyPercentage must be specified.");
  if (least === undefined || most === undefined || (least === -1 && most === -1)) return;
  if (least < 0 || least > 100 || most < 100 || most > 200 || most - least > 100)
    throw validationError(
      "MinHealthyPercentage must be between 0 and 100, MaxHealthyPercentage between 100 and 200, and the difference between them cannot be greater than 100.",
    );
};

/** Values that mean "clear it". */
const cleared = (settings: Settings): Settings => ({
  ...settings,
  PlacementGroup: settings.PlacementGroup === "" ? undefined : settings.PlacementGroup,
  DefaultInstanceWarmup: settings.DefaultInstanceWarmup === -1 ? undefined : settings.DefaultInstanceWarmup,
  InstanceMaintenancePolicy:
    settings.InstanceMaintenancePolicy?.MinHealthyPercentage === -1 ? undefined : settings.InstanceMaintenancePolicy,
});

/** The settings with what the request asks for; the rest stays. */
export const changedSettings = (fleet: Fleet, settings: Settings, asked: Asked): Settings => {
  validate(asked);
  const named = Object.fromEntries(
    settable
      .filter((name) => name !== "AvailabilityZones" && asked[name] !== undefined)
      .map((name) => [name, asked[name]]),
  );
  return cleared({ ...settings, ...named, ...boundsOf(asked, settings), ...launchSource(fleet, asked) });
};

/** The settings of a new group: AWS's defaults for what the request leaves out. */
export const newSettings = (fleet: Fleet, account: string, asked: CreateAutoScalingGroupCommandInput): Settings => {
  if (!asked.LaunchTemplate && !asked.MixedInstancesPolicy)
    throw validationError(
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
    );
  const defaults: Settings = {
    MinSize: 0,
    MaxSize: 0,
    DesiredCapacity: 0,
    DefaultCooldown: 300,
    HealthCheckType: "EC2",
    HealthCheckGracePeriod: 0,
    VPCZoneIdentifier: "",
    TerminationPolicies: ["Default"],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    DeletionProtection: "none",
    InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: "terminate" } },
    AvailabilityZoneDistribution: { CapacityDistributionStrategy: "balanced-best-effort" },
    AvailabilityZoneImpairmentPolicy: { ZonalShiftEnabled: false, ImpairedZoneHealthCheckBehavior: "IgnoreUnhealthy" },
    CapacityReservationSpecification: { CapacityReservationPreference: "default" },
  };
  return changedSettings(fleet, defaults, asked);
};

/** The subnets of a VPCZoneIdentifier with their zones, which must be the ones asked for if any were. */
export const subnetsOf = (
  fleet: Fleet,
  identifier: string,
  zones: readonly string[] | undefined,
): readonly GroupSubnet[] => {
  if (identifier === "") {
    if (zones !== undefined && zones.length > 0)
      throw new NotEmulated("an Auto Scaling group without VPCZoneIdentifier");
    throw validationError("At least one Availability Zone or VPC Subnet is required.");
  }
  const subnets = identifier.split(",").map((text) => {
    const id = text.trim();
    const zone = fleet.zoneOf(id);
    if (zone === undefined) throw validationError(`The subnet ID '${id}' does not exist`);
    return { id, zone };
  });
  const agree = (one: readonly string[], other: readonly string[]) => one.every((zone) => other.includes(zone));
  const found = subnets.map((subnet) => subnet.zone);
  if (zones !== undefined && !(agree(found, zones) && agree(zones, found)))
    throw validationError("The availability zones of the specified subnets and the Auto Scaling group do not match");
  return subnets;
};
