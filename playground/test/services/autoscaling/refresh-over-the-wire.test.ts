/** Instance refresh with EC2's own launch templates: over the wire, by AWS's own SDK. */
import {
  AutoScalingClient,
  CancelInstanceRefreshCommand,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  RollbackInstanceRefreshCommand,
  StartInstanceRefreshCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { emptyWorld } from "../../stacks/world.ts";

const LaunchTemplateData = { ImageId: "ami-00000000000000001", InstanceType: "t4g.small" } as const;
const web = { AutoScalingGroupName: "web" };
const version = (Version: string) => ({ LaunchTemplate: { LaunchTemplateName: "web", Version } });

/** A group of one instance of version 1 of a template that has two. */
const prepared = async () => {
  const world = await emptyWorld({ door: "whole" });
  const autoScaling = await world.asOperator(async (connection) => {
    const ec2 = new EC2Client(connection);
    const client = new AutoScalingClient(connection);
    await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: "web", LaunchTemplateData }));
    await ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateName: "web", LaunchTemplateData }));
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const sizes = { MinSize: 0, MaxSize: 2, DesiredCapacity: 1, VPCZoneIdentifier: Subnets[0]?.SubnetId };
    await client.send(new CreateAutoScalingGroupCommand({ ...web, ...version("1"), ...sizes }));
    return client;
  });
  await world.advance(300_000);
  const group = () =>
    world.asOperator(async () => {
      const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
      const [{ LaunchTemplate, Instances = [] } = {}] = AutoScalingGroups;
      return [LaunchTemplate?.Version, ...Instances.map((one) => one.LaunchTemplate?.Version)].join(" ");
    });
  const refresh = () =>
    world.asOperator(async () => {
      const { InstanceRefreshes = [] } = await autoScaling.send(new DescribeInstanceRefreshesCommand(web));
      return InstanceRefreshes[0];
    });
  return { ...world, autoScaling, group, refresh };
};

const start = new StartInstanceRefreshCommand({
  ...web,
  DesiredConfiguration: version("2"),
  Preferences: { CheckpointPercentages: [50, 100], CheckpointDelay: 60, BakeTime: 3_600, InstanceWarmup: 30 },
});

it("goes over the wire with its preferences and its progress, and changes the group's template when it has baked", async () => {
  const { asOperator, autoScaling, advance, group, refresh } = await prepared();
  await asOperator(() => autoScaling.send(start));
  await advance(1_200_000);
  const { StartTime, ...baking } = (await refresh()) ?? {};
  expect(baking).toMatchObject({
    Status: "Baking",
    StatusReason: expect.stringMatching(
      /^Waiting for bake time to finish before continuing. There are \d+ seconds left.$/,
    ),
    PercentageComplete: 100,
    InstancesToUpdate: 0,
    Preferences: {
      MinHealthyPercentage: 90,
      CheckpointPercentages: [50, 100],
      CheckpointDelay: 60,
      BakeTime: 3_600,
      InstanceWarmup: 30,
    },
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateName: "web", Version: "2" } },
    Strategy: "Rolling",
  });
  expect(StartTime?.getMilliseconds()).toBe(0);
  expect(await group()).toBe("1 2");
  await advance(3_600_000);
  expect([(await refresh())?.Status, await group()]).toEqual(["Successful", "2 2"]);
});

it("is rolled back over the wire, and refused there under AWS's codes", async () => {
  const { asOperator, autoScaling, advance, group, refresh } = await prepared();
  const coded = (Code: string) => ({ Error: expect.objectContaining({ Code }) });
  await asOperator(async () => {
    for (const command of [new CancelInstanceRefreshCommand(web), new RollbackInstanceRefreshCommand(web)])
      await expect(autoScaling.send(command as CancelInstanceRefreshCommand)).rejects.toMatchObject(
        coded("ActiveInstanceRefreshNotFound"),
      );
    await autoScaling.send(new StartInstanceRefreshCommand(web));
  });
  await advance(30_000);
  await asOperator(async () => {
    await expect(autoScaling.send(start)).rejects.toMatchObject(coded("InstanceRefreshInProgress"));
    await expect(autoScaling.send(new RollbackInstanceRefreshCommand(web))).rejects.toMatchObject(
      coded("IrreversibleInstanceRefresh"),
    );
  });
  await advance(600_000);
  await asOperator(() => autoScaling.send(start));
  await advance(1_200_000);
  expect(await group()).toBe("1 2");
  await asOperator(() => autoScaling.send(new RollbackInstanceRefreshCommand(web)));
  await advance(600_000);
  expect(await refresh()).toMatchObject({
    Status: "RollbackSuccessful",
    RollbackDetails: {
      RollbackReason: "Rollback triggered due to user request.",
      PercentageCompleteOnRollback: 100,
      InstancesToUpdateOnRollback: 0,
    },
  });
  expect(await group()).toBe("1 1");
});
