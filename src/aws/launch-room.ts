/** Asks AWS what is left for launches: addresses in subnets, and vCPUs of the account's quota. */
import {
  DescribeSubnetsCommand,
  type EC2Client,
  paginateDescribeInstances,
  paginateDescribeInstanceTypes,
} from "@aws-sdk/client-ec2";
import { GetServiceQuotaCommand, type ServiceQuotasClient } from "@aws-sdk/client-service-quotas";

/** "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", in vCPUs. https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
const standardVcpus = { ServiceCode: "ec2", QuotaCode: "L-1216C47A" };

/** How many addresses are free in each of these subnets. */
export const freeAddresses = async (
  ec2: EC2Client,
  SubnetIds: readonly string[],
): Promise<readonly { readonly id: string; readonly zone: string; readonly free: number }[]> => {
  // No ids would mean all subnets of the region.
  if (SubnetIds.length === 0) return [];
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [...SubnetIds] }));
  return Subnets.map(({ SubnetId: id = "", AvailabilityZone: zone = "", AvailableIpAddressCount: free = 0 }) => ({
    id,
    zone,
    free,
  }));
};

/** The vCPUs of each of these instance types. */
export const vcpusOf = async (ec2: EC2Client, types: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  const vcpus = new Map<string, number>();
  if (types.length === 0) return vcpus;
  const Filters = [{ Name: "instance-type", Values: [...types] }];
  for await (const { InstanceTypes = [] } of paginateDescribeInstanceTypes({ client: ec2 }, { Filters }))
    for (const { InstanceType, VCpuInfo } of InstanceTypes)
      if (InstanceType !== undefined && VCpuInfo?.DefaultVCpus !== undefined)
        vcpus.set(InstanceType, VCpuInfo.DefaultVCpus);
  return vcpus;
};

/** The types of all instances of the region that count against a quota of on-demand instances, each as often as it runs. */
export const onDemandTypes = async (ec2: EC2Client): Promise<readonly string[]> => {
  const types: string[] = [];
  const Filters = [{ Name: "instance-state-name", Values: ["pending", "running"] }];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, { Filters }))
    for (const { InstanceType, InstanceLifecycle } of Reservations.flatMap(({ Instances = [] }) => Instances))
      if (InstanceType !== undefined && InstanceLifecycle === undefined) types.push(InstanceType);
  return types;
};

/** How many vCPUs of on-demand standard instances the account may run in this region. */
export const vcpuQuota = async (quotas: ServiceQuotasClient): Promise<number> => {
  const { Quota } = await quotas.send(new GetServiceQuotaCommand(standardVcpus));
  if (Quota?.Value === undefined) throw new TypeError("Service Quotas answered no value.");
  return Quota.Value;
};
