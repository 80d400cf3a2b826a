/** (b) An instance refresh of the group behind the listeners, there and back, in the world's time. */
import { fileURLToPath } from "node:url";
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  StartInstanceRefreshCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateVersionCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { type ServedFleet, servedRelease } from "./fleet.ts";
import { type Moved, measureMove } from "./measure-move.ts";
import type { BenchPart } from "./part.ts";
import { awaitThat } from "./patience.ts";
import { fast } from "./world.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** What a group keeps in service meanwhile, in percent of its size. */
interface Healthy {
  readonly MinHealthyPercentage: number;
  readonly MaxHealthyPercentage: number;
}

/** The target groups get Elastic Load Balancing's defaults. */
const byDefault = async ({ loadBalancing }: ServedFleet): Promise<void> => {
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client: loadBalancing }, {}))
    for (const { TargetGroupArn } of TargetGroups) {
      await loadBalancing.send(
        new ModifyTargetGroupCommand({
          ...{ TargetGroupArn, HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 5 },
          ...{ HealthyThresholdCount: 5, UnhealthyThresholdCount: 2 },
        }),
      );
      const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "300" }];
      await loadBalancing.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    }
};

/** Has release 1 replaced by 2, and 2 by 1, under load; what was moved when is in the world's milliseconds. */
const refreshedThereAndBack = async (stage: ServedFleet, rate: number, healthy: Healthy) => {
  await byDefault(stage);
  const [groups, ec2] = [new AutoScalingClient(stage.connection), new EC2Client(stage.connection)];
  const { AutoScalingGroups: [group] = [] } = await groups.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["web"] }),
  );
  const LaunchTemplateId = group?.LaunchTemplate?.LaunchTemplateId ?? "";
  const versionOf = async (version: string): Promise<string> => {
    const { imageId, userData } = servedRelease(version);
    const made = await ec2.send(
      new CreateLaunchTemplateVersionCommand({
        ...{ LaunchTemplateId, SourceVersion: group?.LaunchTemplate?.Version ?? "1" },
        LaunchTemplateData: { ImageId: imageId, UserData: Buffer.from(userData).toString("base64") },
      }),
    );
    return String(made.LaunchTemplateVersion?.VersionNumber);
  };
  const refresh = async (Version: string): Promise<number> => {
    const begun = machineNow();
    const { InstanceRefreshId = "" } = await groups.send(
      new StartInstanceRefreshCommand({
        AutoScalingGroupName: "web",
        DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version } },
        Preferences: healthy,
      }),
    );
    await awaitThat("the instance refresh ended", 1_800, async () => {
      const { InstanceRefreshes: [found] = [] } = await groups.send(
        new DescribeInstanceRefreshesCommand({
          ...{ AutoScalingGroupName: "web", InstanceRefreshIds: [InstanceRefreshId] },
        }),
      );
      if (found?.Status === "Successful") return true;
      // What was just begun may not be told of yet.
      if (["Pending", "InProgress"].includes(found?.Status ?? "Pending")) return undefined;
      throw new Error(`The instance refresh ended as ${found?.Status}: ${found?.StatusReason}`);
    });
    return begun;
  };
  const [old, fresh] = [await versionOf("1"), await versionOf("2")];
  const load = await stage.load(rate);
  const inWorldTime = (moved: Moved): Moved => ({ ...moved, moved: moved.moved * stage.speed });
  const there = inWorldTime(await measureMove(load, "1", () => refresh(fresh)));
  const back = inWorldTime(await measureMove(load, "2", () => refresh(old)));
  await load.stop();
  groups.destroy();
  ec2.destroy();
  return { ...healthy, there, back };
};

const ways: readonly Healthy[] = [
  { MinHealthyPercentage: 90, MaxHealthyPercentage: 100 },
  { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
];

/** Each in a world of its own, both at once: they wait nearly all the time. Each has a third of the load. */
export const measureRefreshes = async ({ quick, rate, say, found, open }: BenchPart): Promise<void> => {
  const refresh = await Promise.all(
    (quick ? ways.slice(1) : ways).map(async (way) => {
      const stage = await open({ checkout: repository, without: [], speed: fast });
      const moved = await refreshedThereAndBack(stage, rate / 3, way);
      say(JSON.stringify(moved));
      await stage.stop();
      return moved;
    }),
  );
  found({ refresh });
};
