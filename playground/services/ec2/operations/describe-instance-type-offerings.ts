import type {
  DescribeInstanceTypeOfferingsCommandInput,
  DescribeInstanceTypeOfferingsCommandOutput,
  InstanceTypeOffering,
} from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { invalidValue } from "../errors.ts";
import { filtered } from "../filters.ts";
import { instanceTypes } from "../instance-types.ts";
import { paged } from "../paging.ts";
import { zoneIdOf, zonesOf } from "../zones.ts";

/**
 * Every zone offers every type; whether it has capacity is another thing.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html
 */
export const describeInstanceTypeOfferings = ({ surroundings }: Ec2Context) =>
  operation<DescribeInstanceTypeOfferingsCommandInput, DescribeInstanceTypeOfferingsCommandOutput>({
    accepts: ["LocationType", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const { LocationType: by = "region" } = input;
      const zones = zonesOf(surroundings.region);
      const places: Readonly<Record<string, readonly string[]>> = {
        region: [surroundings.region],
        "availability-zone": zones,
        "availability-zone-id": zones.map(zoneIdOf),
      };
      const locations = Object.hasOwn(places, by) ? places[by] : undefined;
      if (locations === undefined) throw invalidValue(`Invalid value '${by}' for LocationType.`);
      const offered = locations.flatMap((location) =>
        [...instanceTypes.keys()].map((type) => ({ id: `${type} ${location}`, tags: {}, type, location })),
      );
      const matching = filtered(offered, input.Filters, {
        "instance-type": ({ type }) => [type],
        location: ({ location }) => [location],
      });
      const { items, next } = paged(matching, input, {
        pageSize: surroundings.pageSize,
        least: 5,
        most: 1000,
        ids: undefined,
        idsName: "",
      });
      return {
        NextToken: next,
        InstanceTypeOfferings: items.map(({ type, location }) => ({
          InstanceType: type as InstanceTypeOffering["InstanceType"],
          LocationType: by,
          Location: location,
        })),
      };
    },
  });
