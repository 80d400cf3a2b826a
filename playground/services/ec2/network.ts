import type {
  DescribeAvailabilityZonesCommandInput,
  DescribeAvailabilityZonesCommandOutput,
  DescribeSubnetsCommandInput,
  DescribeSubnetsCommandOutput,
  DescribeVpcsCommandInput,
  DescribeVpcsCommandOutput,
} from "@aws-sdk/client-ec2";
import { operation } from "../../world/service.ts";
import type { Ec2 } from "./context.ts";
import { invalidValue, notFound } from "./errors.ts";
import { filtered } from "./filters.ts";
import { paged } from "./paging.ts";
import { arnOf, type Tagged } from "./resources.ts";
import { freeAddresses } from "./subnet-addresses.ts";
import { tagList } from "./tagging.ts";

/** The records with these ids, or all; throws AwsError `code` if one is unknown. */
export const named = <T extends Tagged>(
  records: readonly T[],
  ids: readonly string[] | undefined,
  [code, what]: readonly [code: string, what: string],
): readonly T[] => {
  if (ids === undefined || ids.length === 0) return records;
  const unknown = ids.filter((id) => !records.some((record) => record.id === id));
  if (unknown.length > 0) throw notFound(code, what, unknown);
  return records.filter(({ id }) => ids.includes(id));
};

/** The zones of the region: three, as most have at least. */
export const zonesOf = (region: string): readonly string[] => ["a", "b", "c"].map((letter) => `${region}${letter}`);

/** DescribeVpcs, DescribeSubnets, DescribeAvailabilityZones. */
export const networkOperations = ({ surroundings, resources }: Ec2) => {
  const { pageSize, account, region } = surroundings;
  const limits = { pageSize, least: 5, most: 1000 };

  return {
    DescribeVpcs: operation<DescribeVpcsCommandInput, DescribeVpcsCommandOutput>({
      accepts: ["VpcIds", "Filters", "MaxResults", "NextToken"],
      run(input) {
        const vpcs = named(resources.vpc.seenValues(), input.VpcIds, ["InvalidVpcID.NotFound", "vpc ID"]);
        const matching = filtered(vpcs, input.Filters, {
          "vpc-id": ({ id }) => [id],
          cidr: ({ cidrBlock }) => [cidrBlock],
          "is-default": ({ isDefault }) => [String(isDefault)],
          state: () => ["available"],
          "owner-id": () => [account],
        });
        const { items, next } = paged(matching, input, { ...limits, ids: input.VpcIds, idsName: "VpcIds" });
        return {
          NextToken: next,
          Vpcs: items.map(({ id, cidrBlock, isDefault, tags }) => ({
            VpcId: id,
            OwnerId: account,
            CidrBlock: cidrBlock,
            State: "available" as const,
            IsDefault: isDefault,
            InstanceTenancy: "default" as const,
            Tags: tagList(tags),
          })),
        };
      },
    }),

    DescribeSubnets: operation<DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput>({
      accepts: ["SubnetIds", "Filters", "MaxResults", "NextToken"],
      run(input) {
        const subnets = named(resources.subnet.seenValues(), input.SubnetIds, [
          "InvalidSubnetID.NotFound",
          "subnet ID",
        ]);
        const matching = filtered(subnets, input.Filters, {
          "subnet-id": ({ id }) => [id],
          "vpc-id": ({ vpcId }) => [vpcId],
          "availability-zone": ({ availabilityZone }) => [availabilityZone],
          "cidr-block": ({ cidrBlock }) => [cidrBlock],
          "default-for-az": ({ defaultForZone }) => [String(defaultForZone)],
          state: () => ["available"],
        });
        const { items, next } = paged(matching, input, { ...limits, ids: input.SubnetIds, idsName: "SubnetIds" });
        const taken = (subnet: string) =>
          resources.instance
            .seenValues()
            .filter(({ subnetId, state }) => subnetId === subnet && state !== "terminated");
        return {
          NextToken: next,
          Subnets: items.map(({ id, vpcId, availabilityZone, cidrBlock, defaultForZone, tags }) => ({
            SubnetId: id,
            SubnetArn: arnOf(surroundings, "subnet", id),
            VpcId: vpcId,
            OwnerId: account,
            AvailabilityZone: availabilityZone,
            AvailableIpAddressCount: freeAddresses(cidrBlock, taken(id).length),
            CidrBlock: cidrBlock,
            State: "available" as const,
            DefaultForAz: defaultForZone,
            MapPublicIpOnLaunch: false,
            Tags: tagList(tags),
          })),
        };
      },
    }),

    DescribeAvailabilityZones: operation<DescribeAvailabilityZonesCommandInput, DescribeAvailabilityZonesCommandOutput>(
      {
        accepts: ["ZoneNames", "Filters"],
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
            { "zone-name": ({ id }) => [id], "region-name": () => [region], state: () => ["available"] },
          );
          return {
            AvailabilityZones: matching.map(({ id }) => ({
              ZoneName: id,
              ZoneType: "availability-zone",
              RegionName: region,
              GroupName: region,
              State: "available" as const,
              OptInStatus: "opt-in-not-required" as const,
              Messages: [],
            })),
          };
        },
      },
    ),
  };
};
