import { ElasticLoadBalancingV2Client, paginateDescribeTargetGroups } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, it } from "vitest";
import { startPlayground } from "../../start.ts";
import { askingAsAws } from "../../world/page-sizes.ts";

it.each([
  ["elasticloadbalancing", "DescribeRules", {}, { PageSize: 400 }],
  ["autoscaling", "DescribeAutoScalingGroups", {}, { MaxRecords: 50 }],
  ["autoscaling", "DescribeAutoScalingGroups", { MaxRecords: 70 }, { MaxRecords: 70 }],
  ["autoscaling", "DescribeAutoScalingGroups", { MaxRecords: 700 }, { MaxRecords: 100 }],
  ["states", "ListExecutions", { maxResults: 0 }, { maxResults: 100 }],
  ["ec2", "DescribeInstances", { InstanceIds: ["i-1"] }, { InstanceIds: ["i-1"] }],
  ["sns", "ListTopics", {}, {}],
])("%s:%s of %j asks AWS for %j", (service, operation, input, asked) => {
  expect(askingAsAws(service, operation, input)).toEqual(asked);
});

it("a world has small pages or AWS's", async () => {
  const pagesIn = async (pages: "small" | "aws") => {
    const world = await startPlayground({ port: 0, speed: 1_000, seed: 1, pages });
    const vpc = (await world.operate("ec2", "DescribeVpcs", {})) as { readonly Vpcs: readonly { VpcId: string }[] };
    for (const Name of ["a", "b", "c", "d", "e"])
      await world.operate("elasticloadbalancing", "CreateTargetGroup", {
        ...{ Name, Protocol: "HTTP", Port: 80, VpcId: vpc.Vpcs[0]?.VpcId },
      });
    await world.advance(5_000);
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const client = new ElasticLoadBalancingV2Client({ endpoint: world.url, region: world.region, credentials });
    const sizes: number[] = [];
    for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client }, {}))
      sizes.push(TargetGroups.length);
    await world.stop();
    return sizes;
  };
  expect([await pagesIn("small"), await pagesIn("aws")]).toEqual([[2, 2, 1], [5]]);
});
