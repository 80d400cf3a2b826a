import type { BlockDeviceMapping, InstanceBlockDeviceMapping } from "@aws-sdk/client-ec2";
import { derivedId } from "./derived-id.ts";
import type { Image, Instance } from "./resources.ts";

/** What every image of the playground calls its root device. */
export const rootDeviceName = "/dev/xvda";

/** The block devices of an image: a root volume of 8 GiB from the image's snapshot, as Amazon Linux has it. */
export const imageDevices = ({ id }: Pick<Image, "id">): BlockDeviceMapping[] => [
  {
    DeviceName: rootDeviceName,
    Ebs: {
      DeleteOnTermination: true,
      SnapshotId: derivedId("snap", id),
      VolumeSize: 8,
      VolumeType: "gp3",
      Encrypted: false,
    },
  },
];

/** A volume of an instance: its device, its id, and what was asked for. */
export interface Volume {
  readonly id: string;
  readonly device: string;
  readonly settings: NonNullable<BlockDeviceMapping["Ebs"]>;
}

/** The volumes of an instance: the image's, with what the launch said of each device, and those that it added. */
export const volumesOf = (instance: Pick<Instance, "id" | "imageId" | "parameters">): readonly Volume[] => {
  const devices = new Map<string, BlockDeviceMapping>();
  for (const mapping of [
    ...imageDevices({ id: instance.imageId }),
    ...(instance.parameters.BlockDeviceMappings ?? []),
  ]) {
    const device = mapping.DeviceName ?? "";
    devices.set(device, { ...mapping, Ebs: { ...devices.get(device)?.Ebs, ...mapping.Ebs } } as BlockDeviceMapping);
  }
  return [...devices].flatMap(([device, mapping]) =>
    // "To omit the device from the block device mapping, specify an empty string"; instance store volumes have no id.
    mapping.NoDevice !== undefined || mapping.VirtualName !== undefined || mapping.Ebs === undefined
      ? []
      : [{ id: derivedId("vol", instance.id, device), device, settings: mapping.Ebs }],
  );
};

/** An instance's volumes as DescribeInstances names them. */
export const attachedDevices = (instance: Instance, attachedAt: number): InstanceBlockDeviceMapping[] =>
  volumesOf(instance).map(({ id, device, settings }) => ({
    DeviceName: device,
    Ebs: {
      AttachTime: new Date(attachedAt),
      DeleteOnTermination: settings.DeleteOnTermination ?? device === rootDeviceName,
      Status: "attached",
      VolumeId: id,
    },
  }));
