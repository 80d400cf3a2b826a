import type { DescribeVolumesCommandInput, DescribeVolumesCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { filtered, withIds } from "../filters.ts";
import { paged } from "../paging.ts";
import { attachedDevices, volumesOf } from "../volumes.ts";

/**
 * The volumes of the instances: they are made and go with these.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html
 */
export const describeVolumes = ({ surroundings, resources }: Ec2Context) =>
  operation<DescribeVolumesCommandInput, DescribeVolumesCommandOutput>({
    accepts: ["VolumeIds", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const all = resources.instance
        .seenValues()
        .filter(({ state }) => state !== "terminated")
        .flatMap((instance) => volumesOf(instance).map((volume) => ({ ...volume, tags: {}, instance })));
      const matching = filtered(withIds(all, input.VolumeIds, ["InvalidVolume.NotFound", "volume"]), input.Filters, {
        "volume-id": ({ id }) => [id],
        "attachment.instance-id": ({ instance }) => [instance.id],
        "attachment.device": ({ device }) => [device],
        "availability-zone": ({ instance }) => [instance.availabilityZone],
        status: () => ["in-use"],
        encrypted: ({ settings }) => [String(settings.Encrypted ?? false)],
      });
      const { items, next } = paged(matching, input, {
        pageSize: surroundings.pageSize,
        least: 5,
        most: 1000,
        ids: input.VolumeIds,
        idsName: "volumeIds",
      });
      return {
        NextToken: next,
        Volumes: items.map(({ id, device, settings, instance }) => ({
          VolumeId: id,
          AvailabilityZone: instance.availabilityZone,
          CreateTime: new Date(instance.createdAt),
          Encrypted: settings.Encrypted ?? false,
          ...(settings.KmsKeyId === undefined ? {} : { KmsKeyId: settings.KmsKeyId }),
          ...(settings.SnapshotId === undefined ? {} : { SnapshotId: settings.SnapshotId }),
          MultiAttachEnabled: false,
          Size: settings.VolumeSize ?? 8,
          State: "in-use" as const,
          // "gp2" where nobody says: the images here say gp3 of their root volume.
          VolumeType: settings.VolumeType ?? ("gp2" as const),
          Attachments: attachedDevices(instance, instance.createdAt).flatMap(({ DeviceName, Ebs }) =>
            DeviceName === device
              ? [
                  {
                    AttachTime: Ebs?.AttachTime,
                    DeleteOnTermination: Ebs?.DeleteOnTermination,
                    Device: device,
                    InstanceId: instance.id,
                    State: "attached" as const,
                    VolumeId: id,
                  },
                ]
              : [],
          ),
        })),
      };
    },
  });
