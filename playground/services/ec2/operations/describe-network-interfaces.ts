import type {
  DescribeNetworkInterfacesCommandInput,
  DescribeNetworkInterfacesCommandOutput,
} from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { namedGroupsOf } from "../described-instance.ts";
import { filtered, withIds } from "../filters.ts";
import { describedNetworkInterface, networkInterfaceId } from "../network-interface.ts";
import { networkPages, paged } from "../paging.ts";

/**
 * The network interfaces of the instances; load balancers show none.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
 */
export const describeNetworkInterfaces = (ec2: Ec2Context) =>
  operation<DescribeNetworkInterfacesCommandInput, DescribeNetworkInterfacesCommandOutput>({
    accepts: ["NetworkInterfaceIds", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const { account, pageSize } = ec2.surroundings;
      const all = ec2.resources.instance
        .seenValues()
        .filter(({ state }) => state !== "terminated")
        .map((instance) => ({ id: networkInterfaceId(instance), tags: {}, instance }));
      const asked = withIds(all, input.NetworkInterfaceIds, [
        "InvalidNetworkInterfaceID.NotFound",
        "networkInterface ID",
      ]);
      const matching = filtered(asked, input.Filters, {
        "network-interface-id": ({ id }) => [id],
        "attachment.instance-id": ({ instance }) => [instance.id],
        "subnet-id": ({ instance }) => [instance.subnetId],
        "vpc-id": ({ instance }) => [instance.vpcId],
        "group-id": ({ instance }) => instance.securityGroupIds,
        "private-ip-address": ({ instance }) => [instance.privateIpAddress],
        status: () => ["in-use"],
      });
      const { items, next } = paged(matching, input, {
        ...networkPages,
        pageSize,
        ids: input.NetworkInterfaceIds,
        idsName: "networkInterfaceIds",
      });
      return {
        NextToken: next,
        NetworkInterfaces: items.map(({ instance }) => {
          const groups = namedGroupsOf(ec2, instance);
          const { Attachment, ...shown } = describedNetworkInterface(instance, { account, groups, attached: true });
          return {
            ...shown,
            Attachment: { ...Attachment, InstanceId: instance.id, InstanceOwnerId: account },
            AvailabilityZone: instance.availabilityZone,
            InterfaceType: "interface" as const,
            RequesterManaged: false,
            TagSet: [],
          };
        }),
      };
    },
  });
