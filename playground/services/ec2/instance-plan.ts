import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import { AwsError } from "../../world/aws-error.ts";
import { invalidValue, missingParameter, notFound } from "./errors.ts";
import { defaultInstanceType, findInstanceType } from "./instance-types.ts";
import { checkUserData, securityGroupIds } from "./launch-parameters.ts";
import {
  checkArchitecture,
  checkCapacity,
  checkInstanceProfile,
  checkKeyPair,
  type Supply,
} from "./launch-refusals.ts";
import type { Image, Resources, Subnet } from "./resources.ts";

/** What a launch needs, found and checked. */
export interface InstancePlan {
  readonly image: Image;
  readonly instanceType: string;
  readonly subnet: Subnet;
  readonly securityGroupIds: readonly string[];
  /** Whether the instance gets a public address. */
  readonly publicAddress: boolean;
}

/** The image that the parameters name. Throws AwsError. */
export const findImage = (resources: Resources, { ImageId }: RequestLaunchTemplateData): Image => {
  if (ImageId === undefined) throw missingParameter("ImageId");
  const image = resources.image.get(ImageId);
  if (image === undefined) throw new AwsError("InvalidAMIID.NotFound", `The image id '[${ImageId}]' does not exist`);
  return image;
};

/** Checks everything that a launch names, as RunInstances does before it starts anything. Throws AwsError. */
export const planLaunch = (
  supply: Supply,
  parameters: RequestLaunchTemplateData,
  subnetId: string | undefined,
  count: number,
): InstancePlan => {
  const { resources, surroundings } = supply;
  const image = findImage(resources, parameters);

  // EC2's own default, where neither the request nor the launch template says.
  const type = findInstanceType(parameters.InstanceType ?? defaultInstanceType.name);
  checkArchitecture(image, type, surroundings);
  checkKeyPair(parameters, supply);
  checkInstanceProfile(parameters, supply);
  checkUserData(parameters.UserData);

  const subnet = findSubnet(resources, parameters, subnetId);
  const named = securityGroupIds(parameters);
  const groups = named.length > 0 ? named : defaultGroups(resources, subnet);
  for (const id of groups) {
    const group = resources["security-group"].get(id);
    if (group === undefined) throw notFound("InvalidGroup.NotFound", "security group", [id]);
    if (group.vpcId !== subnet.vpcId)
      throw new AwsError(
        "InvalidParameter",
        `Security group ${id} and subnet ${subnet.id} belong to different networks.`,
      );
  }
  // The launch decides; by default the subnet: "default subnets have the IPv4 public addressing attribute set to true".
  const publicAddress = parameters.NetworkInterfaces?.[0]?.AssociatePublicIpAddress ?? subnet.defaultForZone;
  checkCapacity(supply, subnet.availabilityZone, type, count);
  return { image, instanceType: type.name, subnet, securityGroupIds: groups, publicAddress };
};

/** The subnet that a launch goes to: the one that it names, or the default subnet of the zone. */
export const lookUpSubnet = (
  resources: Resources,
  { NetworkInterfaces, Placement }: RequestLaunchTemplateData,
  subnetId: string | undefined,
): Subnet | undefined => {
  const id = subnetId ?? NetworkInterfaces?.[0]?.SubnetId;
  if (id !== undefined) return resources.subnet.get(id);
  const isMeant = ({ defaultForZone, availabilityZone }: Subnet) =>
    defaultForZone && availabilityZone === (Placement?.AvailabilityZone ?? availabilityZone);
  return resources.subnet.values().find(isMeant);
};

const findSubnet = (
  resources: Resources,
  parameters: RequestLaunchTemplateData,
  subnetId: string | undefined,
): Subnet => {
  const { NetworkInterfaces, Placement } = parameters;
  const id = subnetId ?? NetworkInterfaces?.[0]?.SubnetId;
  const subnet = lookUpSubnet(resources, parameters, subnetId);
  if (subnet !== undefined) return subnet;
  throw id === undefined
    ? invalidValue(`Invalid availability zone: [${Placement?.AvailabilityZone}]`)
    : notFound("InvalidSubnetID.NotFound", "subnet ID", [id]);
};

/** "If you don't specify a security group, the default security group for the VPC is used." */
export const defaultGroups = (resources: Resources, { vpcId }: Pick<Subnet, "vpcId">): readonly string[] =>
  resources["security-group"]
    .values()
    .filter((group) => group.vpcId === vpcId && group.name === "default")
    .map(({ id }) => id);
