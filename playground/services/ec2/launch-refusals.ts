/** Why EC2 refuses a launch that is well-formed: what it names does not fit, or there is not enough of it. */
import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import type { InstanceProfiles, LaunchFaults } from "../../world/neighbours.ts";
import { quotaOf } from "../../world/quotas.ts";
import type { Surroundings } from "../../world/service.ts";
import { hasTrait } from "../../world/traits.ts";
import { invalidValue } from "./errors.ts";
import { findInstanceType, type InstanceTypeFacts } from "./instance-types.ts";
import type { Image, Resources } from "./resources.ts";
import { zonesOf } from "./zones.ts";

/** A world in which nothing is lacking. */
export const nothingLacks: LaunchFaults = {
  inZone: () => undefined,
  lacksCapacity: () => false,
  keyIsUnusable: () => false,
};

/** What decides whether there is enough for a launch. */
export interface Supply {
  readonly surroundings: Surroundings;
  readonly resources: Resources;
  readonly launchFaults: LaunchFaults;
  readonly instanceProfiles: InstanceProfiles;
}

/** The key pair of this name, or id, is not there. */
export const unknownKeyPair = (name: string): AwsError =>
  new AwsError("InvalidKeyPair.NotFound", `The key pair '${name}' does not exist`);

/** Throws AwsError if a launch names a key pair that is not there. */
export const checkKeyPair = (
  { KeyName }: RequestLaunchTemplateData,
  { resources, surroundings }: Pick<Supply, "resources" | "surroundings">,
): void => {
  if (KeyName === undefined || !hasTrait("launches-are-refused", surroundings)) return;
  if (!resources["key-pair"].values().some(({ name }) => name === KeyName)) throw unknownKeyPair(KeyName);
};

/** An account without instance profiles. */
export const noInstanceProfiles: InstanceProfiles = { instanceProfile: () => undefined };

/** For how long EC2 may not see a new instance profile; the least that users wait for it: https://github.com/hashicorp/terraform/issues/1885 */
const unseenMilliseconds = 10_000;

/** Throws AwsError if a launch names an instance profile that is not there: "Invalid IAM Instance Profile name". */
export const checkInstanceProfile = (
  { IamInstanceProfile: named }: RequestLaunchTemplateData,
  { instanceProfiles, surroundings }: Pick<Supply, "instanceProfiles" | "surroundings">,
): void => {
  if (named === undefined || !hasTrait("launches-are-refused", surroundings)) return;
  if (named.Arn !== undefined && named.Name !== undefined)
    throw new AwsError(
      "InvalidParameterCombination",
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    );
  const found = instanceProfiles.instanceProfile(named);
  const isTooNew = (createdAt: number) => surroundings.clock.now() - createdAt < unseenMilliseconds;
  const isUnseen = hasTrait("created-is-not-found", surroundings) && found !== undefined && isTooNew(found.createdAt);
  if (found !== undefined && !isUnseen) return;
  const [member, what] = named.Arn === undefined ? ["name", "name"] : ["arn", "ARN"];
  throw invalidValue(
    `Value (${named.Arn ?? named.Name}) for parameter iamInstanceProfile.${member} is invalid. Invalid IAM Instance Profile ${what}`,
  );
};

/** Throws AwsError if the image cannot run on the instance type. Recorded: RunInstances and CreateAutoScalingGroup say the same. */
export const checkArchitecture = (
  image: Pick<Image, "architecture">,
  type: InstanceTypeFacts,
  surroundings: Surroundings,
): void => {
  if (image.architecture === type.architecture || !hasTrait("launches-are-refused", surroundings)) return;
  throw invalidValue(
    `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`,
  );
};

/** Whether security groups stand beside a network interface: "you must specify any security groups as part of the network interface". */
export const groupsBesideInterface = (data: RequestLaunchTemplateData, surroundings: Surroundings): boolean =>
  hasTrait("launches-are-refused", surroundings) &&
  (data.NetworkInterfaces?.length ?? 0) > 0 &&
  (data.SecurityGroupIds?.length ?? 0) + (data.SecurityGroups?.length ?? 0) > 0;

/** Throws AwsError if the request says beside a network interface what belongs into it, or keeps one. */
export const checkInterfaces = (
  data: RequestLaunchTemplateData,
  subnetId: string | undefined,
  surroundings: Surroundings,
): void => {
  const refuse = (what: string) => {
    throw new AwsError(
      "InvalidParameterCombination",
      `Network interfaces and an instance-level ${what} may not be specified on the same request`,
    );
  };
  if (data.NetworkInterfaces?.some(({ DeleteOnTermination }) => DeleteOnTermination === false))
    throw new NotEmulated("a network interface that outlives its instance (DeleteOnTermination false)");
  if (groupsBesideInterface(data, surroundings)) refuse("security groups");
  if (data.NetworkInterfaces?.length && subnetId !== undefined && hasTrait("launches-are-refused", surroundings))
    refuse("subnet ID");
};

/**
 * Throws AwsError if the zone lacks the instance type, or the account's quota is used up. All types of the playground are in one
 * bucket: "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", which counts vCPUs.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
 */
export const checkCapacity = (
  { surroundings, resources, launchFaults }: Supply,
  zone: string,
  { name, vcpus }: InstanceTypeFacts,
  count: number,
): void => {
  if (!hasTrait("launches-are-refused", surroundings)) return;
  const lacking = launchFaults.inZone(zone);
  const vcpuQuota = quotaOf("vcpus", surroundings);
  const used = resources.instance
    .values()
    .filter(({ state }) => state === "pending" || state === "running")
    .reduce((sum, { instanceType }) => sum + findInstanceType(instanceType).vcpus, 0);
  if (lacking === "vcpu-limit" || used + vcpus * count > vcpuQuota)
    throw new AwsError(
      "VcpuLimitExceeded",
      `You have requested more vCPU capacity than your current vCPU limit of ${vcpuQuota} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
    );
  if (lacking === undefined) return;
  const others = zonesOf(surroundings.region).filter((other) => other !== zone && !launchFaults.lacksCapacity(other));
  const advice =
    others.length === 0
      ? ""
      : ` You can currently get ${name} capacity by not specifying an Availability Zone in your request or choosing ${others.join(", ")}.`;
  throw new AwsError(
    "InsufficientInstanceCapacity",
    `We currently do not have sufficient ${name} capacity in the Availability Zone you requested (${zone}). Our system will be working on provisioning additional capacity.${advice}`,
    { status: 500 },
  );
};
