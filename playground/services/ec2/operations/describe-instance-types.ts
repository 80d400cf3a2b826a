import type {
  DescribeInstanceTypesCommandInput,
  DescribeInstanceTypesCommandOutput,
  InstanceTypeInfo,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { filtered } from "../filters.ts";
import { type InstanceTypeFacts, instanceTypes } from "../instance-types.ts";
import { paged } from "../paging.ts";

const describedType = ({
  name,
  architecture,
  vcpus,
  threadsPerCore,
  memoryMebibytes,
}: InstanceTypeFacts): InstanceTypeInfo => ({
  InstanceType: name as InstanceTypeInfo["InstanceType"],
  CurrentGeneration: !/^(m1|t2)\./.test(name),
  SupportedUsageClasses: ["on-demand", "spot"],
  SupportedRootDeviceTypes: ["ebs"],
  SupportedVirtualizationTypes: ["hvm"],
  BareMetal: false,
  Hypervisor: /^(m1|t2)\./.test(name) ? "xen" : "nitro",
  ProcessorInfo: { SupportedArchitectures: [architecture] },
  VCpuInfo: { DefaultVCpus: vcpus, DefaultCores: vcpus / threadsPerCore, DefaultThreadsPerCore: threadsPerCore },
  MemoryInfo: { SizeInMiB: memoryMebibytes },
  InstanceStorageSupported: false,
  BurstablePerformanceSupported: name.startsWith("t"),
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html */
export const describeInstanceTypes = ({ surroundings }: Ec2Context) =>
  operation<DescribeInstanceTypesCommandInput, DescribeInstanceTypesCommandOutput>({
    accepts: ["InstanceTypes", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const asked: readonly string[] = input.InstanceTypes ?? [];
      const unknown = asked.filter((name) => !instanceTypes.has(name));
      if (unknown.length > 0)
        throw new AwsError(
          "InvalidInstanceType",
          `The following supplied instance types do not exist: [${unknown.join(", ")}]`,
        );
      const named = [...instanceTypes.values()]
        .filter(({ name }) => asked.length === 0 || asked.includes(name))
        .map((facts) => ({ ...facts, id: facts.name, tags: {} }));
      const matching = filtered(named, input.Filters, {
        "instance-type": ({ name }) => [name],
        "processor-info.supported-architecture": ({ architecture }) => [architecture],
        "vcpu-info.default-vcpus": ({ vcpus }) => [String(vcpus)],
        "memory-info.size-in-mib": ({ memoryMebibytes }) => [String(memoryMebibytes)],
        "current-generation": ({ name }) => [String(!/^(m1|t2)\./.test(name))],
      });
      const { items, next } = paged(matching, input, {
        pageSize: surroundings.pageSize,
        least: 5,
        most: 100,
        ids: asked,
        idsName: "InstanceTypes",
      });
      return { NextToken: next, InstanceTypes: items.map(describedType) };
    },
  });
