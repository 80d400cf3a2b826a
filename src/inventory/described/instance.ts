import type { Instance } from "@aws-sdk/client-ec2";
import { tagsOf } from "../../resources/described/tags.ts";
import type { Facts } from "../model.ts";
import { type Owner, taggedOwner, taggedRelease } from "../ownership.ts";
import { details } from "./json.ts";

/** Tags by which AWS itself says where an instance comes from. */
const groupTag = "aws:autoscaling:groupName";
const templateIdTag = "aws:ec2launchtemplate:id";
const templateVersionTag = "aws:ec2launchtemplate:version";

/** The name of the instance's group, which Auto Scaling writes into a tag of the instance. */
export const groupOf = (instance: Instance): string | undefined => tagsOf(instance.Tags)[groupTag];

/** The address that stays with the instance if it has one of those, else the first that EC2 names. */
const ipv6Of = ({ Ipv6Address, NetworkInterfaces = [] }: Instance): string | undefined => {
  const addresses = NetworkInterfaces.flatMap(({ Ipv6Addresses = [] }) => Ipv6Addresses);
  const primary = addresses.find(({ IsPrimaryIpv6 }) => IsPrimaryIpv6 === true) ?? addresses[0];
  return Ipv6Address || primary?.Ipv6Address || undefined;
};

/**
 * An instance's facts; null once it is terminated: EC2 shows it for about an hour more, and then no longer, without an event.
 * Recordings have instances without `State`, and without `LaunchTime`.
 */
export const instanceFacts = (instance: Instance, ofGroup: Owner): Facts | null => {
  if (instance.State?.Name === "terminated") return null;
  const tags = tagsOf(instance.Tags);
  return {
    name: tags.Name ?? instance.InstanceId ?? "",
    tags,
    ...(taggedOwner(tags) ?? ofGroup),
    ...taggedRelease(tags),
    details: details({
      state: instance.State?.Name ?? "unknown",
      instanceType: instance.InstanceType,
      availabilityZone: instance.Placement?.AvailabilityZone,
      privateIp: instance.PrivateIpAddress,
      publicIp: instance.PublicIpAddress,
      ipv6: ipv6Of(instance),
      privateDnsName: instance.PrivateDnsName || undefined,
      publicDnsName: instance.PublicDnsName || undefined,
      imageId: instance.ImageId,
      launchedAt: instance.LaunchTime ?? undefined,
      group: tags[groupTag],
      launchTemplate: tags[templateIdTag],
      launchTemplateVersion: tags[templateVersionTag],
      subnet: instance.SubnetId,
      vpc: instance.VpcId,
      httpTokens: instance.MetadataOptions?.HttpTokens,
    }),
  };
};
