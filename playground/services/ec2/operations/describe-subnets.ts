import type { DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { filtered, withIds } from "../filters.ts";
import { networkPages, paged } from "../paging.ts";
import { arnOf } from "../resources.ts";
import { freeAddresses } from "../subnet-addresses.ts";
import { tagList } from "../tagging.ts";
import { zoneIdOf } from "../zones.ts";

/**
 * An address is free unless an instance of the playground has it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html
 */
export const describeSubnets = ({ surroundings, resources }: Ec2Context) =>
  operation<DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput>({
    accepts: ["SubnetIds", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const subnets = withIds(resources.subnet.seenValues(), input.SubnetIds, [
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
      const { items, next } = paged(matching, input, {
        ...networkPages,
        pageSize: surroundings.pageSize,
        ids: input.SubnetIds,
        idsName: "SubnetIds",
      });
      const taken = (subnet: string) =>
        resources.instance.seenValues().filter(({ subnetId, state }) => subnetId === subnet && state !== "terminated");
      return {
        NextToken: next,
        Subnets: items.map(({ id, vpcId, availabilityZone, cidrBlock, defaultForZone, tags }) => ({
          SubnetId: id,
          SubnetArn: arnOf(surroundings, "subnet", id),
          VpcId: vpcId,
          OwnerId: surroundings.account,
          AvailabilityZone: availabilityZone,
          AvailabilityZoneId: zoneIdOf(availabilityZone),
          AvailableIpAddressCount: freeAddresses(cidrBlock, taken(id).length),
          CidrBlock: cidrBlock,
          State: "available" as const,
          DefaultForAz: defaultForZone,
          // "By default, nondefault subnets have the IPv4 public addressing attribute set to false, and default subnets … to true."
          MapPublicIpOnLaunch: defaultForZone,
          MapCustomerOwnedIpOnLaunch: false,
          AssignIpv6AddressOnCreation: false,
          Ipv6CidrBlockAssociationSet: [],
          Ipv6Native: false,
          EnableDns64: false,
          PrivateDnsNameOptionsOnLaunch: {
            HostnameType: "ip-name" as const,
            EnableResourceNameDnsARecord: false,
            EnableResourceNameDnsAAAARecord: false,
          },
          Tags: tagList(tags),
        })),
      };
    },
  });
