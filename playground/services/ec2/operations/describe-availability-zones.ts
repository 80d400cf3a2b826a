import type {
  DescribeAvailabilityZonesCommandInput,
  DescribeAvailabilityZonesCommandOutput,
} from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { invalidValue } from "../errors.ts";
import { filtered } from "../filters.ts";
import { regionNames, zoneIdOf, zonesOf } from "../zones.ts";

/**
 * Three of every region.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
 */
export const describeAvailabilityZones = ({ surroundings: { region } }: Ec2Context) =>
  operation<DescribeAvailabilityZonesCommandInput, DescribeAvailabilityZonesCommandOutput>({
    accepts: ["ZoneNames", "Filters", "AllAvailabilityZones"],
    run({ ZoneNames, Filters }) {
      const zones = zonesOf(region);
      const unknown = ZoneNames?.find((name) => !zones.includes(name));
      if (unknown !== undefined) throw invalidValue(`Invalid availability zone: [${unknown}]`);
      const asked = zones.filter(
        (name) => ZoneNames === undefined || ZoneNames.length === 0 || ZoneNames.includes(name),
      );
      const matching = filtered(
        asked.map((id) => ({ id, tags: {} })),
        Filters,
        {
          "zone-name": ({ id }) => [id],
          "zone-id": ({ id }) => [zoneIdOf(id)],
          "region-name": () => [region],
          state: () => ["available"],
        },
      );
      return {
        AvailabilityZones: matching.map(({ id }) => ({
          ZoneName: id,
          ZoneId: zoneIdOf(id),
          ZoneType: "availability-zone",
          RegionName: region,
          GroupName: `${region}-zg-1`,
          GroupLongName: `${regionNames[region] ?? region} 1`,
          NetworkBorderGroup: region,
          State: "available" as const,
          OptInStatus: "opt-in-not-required" as const,
          Messages: [],
        })),
      };
    },
  });
