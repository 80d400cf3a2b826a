import type { DescribeVpcsCommandInput, DescribeVpcsCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { derivedId } from "../derived-id.ts";
import { filtered, withIds } from "../filters.ts";
import { networkPages, paged } from "../paging.ts";
import { tagList } from "../tagging.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const describeVpcs = ({ surroundings: { account, pageSize }, resources }: Ec2Context) =>
  operation<DescribeVpcsCommandInput, DescribeVpcsCommandOutput>({
    accepts: ["VpcIds", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const vpcs = withIds(resources.vpc.seenValues(), input.VpcIds, ["InvalidVpcID.NotFound", "vpc ID"]);
      const matching = filtered(vpcs, input.Filters, {
        "vpc-id": ({ id }) => [id],
        cidr: ({ cidrBlock }) => [cidrBlock],
        "is-default": ({ isDefault }) => [String(isDefault)],
        state: () => ["available"],
        "owner-id": () => [account],
      });
      const { items, next } = paged(matching, input, {
        ...networkPages,
        pageSize,
        ids: input.VpcIds,
        idsName: "VpcIds",
      });
      return {
        NextToken: next,
        Vpcs: items.map(({ id, cidrBlock, isDefault, tags }) => ({
          VpcId: id,
          OwnerId: account,
          CidrBlock: cidrBlock,
          CidrBlockAssociationSet: [
            {
              AssociationId: derivedId("vpc-cidr-assoc", id),
              CidrBlock: cidrBlock,
              CidrBlockState: { State: "associated" as const },
            },
          ],
          DhcpOptionsId: derivedId("dopt", account),
          State: "available" as const,
          IsDefault: isDefault,
          InstanceTenancy: "default" as const,
          Tags: tagList(tags),
        })),
      };
    },
  });
