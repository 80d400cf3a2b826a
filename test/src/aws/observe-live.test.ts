import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { observeLive } from "../../../src/aws/observe-live.ts";
import { adoptTargets } from "../../../src/deployment/upgrade/live.ts";
import type { Clients } from "../../../src/resources/kinds.ts";
import { awsError, fakeClient } from "../resources/fake-client.ts";

const environment = { name: "shop-live", group: "shop", loadBalancer: "shop" };

const clients = (groups: readonly object[]): Clients => ({
  autoScaling: fakeClient<AutoScalingClient>({ DescribeAutoScalingGroups: () => ({ AutoScalingGroups: groups }) })
    .client,
  loadBalancing: fakeClient<ElasticLoadBalancingV2Client>({
    DescribeLoadBalancers: () => {
      throw awsError("LoadBalancerNotFoundException");
    },
  }).client,
  ec2: fakeClient<Clients["ec2"]>({}).client,
  cloudWatch: fakeClient<Clients["cloudWatch"]>({}).client,
});

describe("observeLive says what is missing", () => {
  it.each([
    [
      "the group",
      [],
      "NotAsRegistered",
      `There is no Auto Scaling group 'shop', which environment 'shop-live' registers. Where its instances are in no group: ${adoptTargets}`,
    ],
    ["the load balancer", [{ AutoScalingGroupName: "shop" }], "NotAsRegistered", "There is no load balancer 'shop'."],
    [
      "a launch template, where the group has a launch configuration",
      [{ AutoScalingGroupName: "shop", LaunchConfigurationName: "old" }],
      "UnknownField",
      "Auto Scaling group shop cannot be copied: LaunchConfigurationName = \"old\"; launch configurations have no versions to release; make a launch template of it ('aws ec2 create-launch-template', or Copy to launch template in the console) and move the group to that ('aws autoscaling update-auto-scaling-group --launch-template') first. Nothing was changed.",
    ],
  ])("%s", async (_name, groups, name, message) => {
    await expect(observeLive(clients(groups), environment)).rejects.toMatchObject({ name, message });
  });
});
