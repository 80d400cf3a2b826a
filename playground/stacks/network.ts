import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { type Connection, clientsOf } from "./clients.ts";

/** What a stack stands on: the account's VPC and its subnets, and who may reach what. */
export interface Network {
  readonly account: string;
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly loadBalancerSecurityGroup: string;
  readonly instanceSecurityGroup: string;
}

const everyone = "0.0.0.0/0";

/**
 * Security groups for the stack `name` in the account's default VPC: its production ports are open to everyone, the ports from
 * 9000 to 9999, on which placeholder listeners may stand, to the VPC alone.
 */
export const buildNetwork = async (
  name: string,
  productionPorts: readonly number[],
  connection: Connection,
): Promise<Network> => {
  const { ec2 } = clientsOf(connection);
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }));
  const vpc = Vpcs?.[0];
  if (vpc?.VpcId === undefined || vpc.OwnerId === undefined) throw new Error("The playground has no default VPC.");
  const subnets: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(
      new DescribeSubnetsCommand({
        Filters: [{ Name: "vpc-id", Values: [vpc.VpcId] }],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    subnets.push(...(page.Subnets ?? []).flatMap((subnet) => subnet.SubnetId ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);

  const securityGroup = async (suffix: string, ports: readonly { from: number; to: number; cidr: string }[]) => {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: `${name}-${suffix}`,
        Description: `${name}: ${suffix}`,
        VpcId: vpc.VpcId ?? "",
      }),
    );
    if (GroupId === undefined) throw new Error("The playground answered without a security group.");
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: ports.map(({ from, to, cidr }) => ({
          IpProtocol: "tcp",
          FromPort: from,
          ToPort: to,
          IpRanges: [{ CidrIp: cidr }],
        })),
      }),
    );
    return GroupId;
  };
  const inside = vpc.CidrBlock ?? "10.0.0.0/16";
  return {
    account: vpc.OwnerId,
    vpc: vpc.VpcId,
    subnets,
    loadBalancerSecurityGroup: await securityGroup("load-balancer", [
      ...productionPorts.map((port) => ({ from: port, to: port, cidr: everyone })),
      { from: 9000, to: 9999, cidr: inside },
    ]),
    instanceSecurityGroup: await securityGroup("instances", [{ from: 8080, to: 8443, cidr: inside }]),
  };
};
