import type { Image as Described } from "@aws-sdk/client-ec2";
import type { Surroundings } from "../../world/service.ts";
import type { Image } from "./resources.ts";
import { tagList } from "./tagging.ts";
import { imageDevices, rootDeviceName } from "./volumes.ts";

/** An image as DescribeImages shows it. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html */
export const describedImage = ({ account }: Surroundings, image: Image): Described => ({
  ImageId: image.id,
  Name: image.name,
  OwnerId: account,
  State: "available",
  Architecture: image.architecture,
  ImageType: "machine",
  RootDeviceType: "ebs",
  VirtualizationType: "hvm",
  Public: false,
  CreationDate: new Date(image.createdAt).toISOString(),
  BlockDeviceMappings: imageDevices(image),
  DeregistrationProtection: "disabled",
  EnaSupport: true,
  Hypervisor: "xen",
  ImageLocation: `${account}/${image.name}`,
  PlatformDetails: "Linux/UNIX",
  RootDeviceName: rootDeviceName,
  SriovNetSupport: "simple",
  UsageOperation: "RunInstances",
  Tags: tagList(image.tags),
});
