import type { DescribeRegionsCommandInput, DescribeRegionsCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { invalidValue } from "../errors.ts";
import { filtered } from "../filters.ts";

/**
 * The one region that there is.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 */
export const describeRegions = ({ surroundings: { region } }: Ec2Context) =>
  operation<DescribeRegionsCommandInput, DescribeRegionsCommandOutput>({
    accepts: ["RegionNames", "AllRegions", "Filters"],
    run({ RegionNames, Filters }) {
      const unknown = RegionNames?.find((name) => name !== region);
      if (unknown !== undefined) throw invalidValue(`Invalid region names provided: ${unknown}`);
      const matching = filtered([{ id: region, tags: {} }], Filters, {
        "region-name": ({ id }) => [id],
        "opt-in-status": () => ["opt-in-not-required"],
      });
      return {
        Regions: matching.map(({ id }) => ({
          RegionName: id,
          Endpoint: `ec2.${id}.amazonaws.com`,
          OptInStatus: "opt-in-not-required",
        })),
      };
    },
  });
