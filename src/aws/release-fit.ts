/** Looks whether a release can be launched where it is to be. */
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { type _InstanceType, DescribeInstanceTypesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { instanceTypesOf, type LaunchPad, refuseArchitecture, refuseIneffective } from "../deployment/release-fits.ts";
import type { Release } from "../deployment/request.ts";
import { bothSides } from "../deployment/traffic.ts";
import type { View } from "../deployment/view.ts";
import { InvalidInput } from "../errors.ts";
import { describeGroup } from "../resources/describe-group.ts";
import { allPages } from "../resources/pages.ts";
import { requireImage } from "./image.ts";
import { readLaunchTemplateData, requireOwnTemplate } from "./launch-templates.ts";

/** DescribeInstanceTypes takes at most 100. */
const typesAtOnce = 100;

const architecturesOf = async (
  client: EC2Client,
  types: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  // No types would mean all of the region.
  if (types.length === 0) return new Map();
  const InstanceTypes = types.slice(0, typesAtOnce) as _InstanceType[];
  try {
    const described = await allPages(async (NextToken) => {
      const answer = await client.send(new DescribeInstanceTypesCommand({ InstanceTypes, NextToken }));
      return [answer.InstanceTypes, answer.NextToken];
    });
    return new Map([
      ...described.map(({ InstanceType = "", ProcessorInfo }): [string, readonly string[]] => [
        InstanceType,
        ProcessorInfo?.SupportedArchitectures ?? [],
      ]),
      ...(await architecturesOf(client, types.slice(typesAtOnce))),
    ]);
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidInstanceType")
      throw new InvalidInput(`The release cannot be launched: ${error.message} Nothing was changed.`);
    throw error;
  }
};

/** Throws `InvalidInput` for the release's image or overrides, if it can be known that it cannot be launched there. */
export const requireLaunchable = async (ec2: EC2Client, pad: LaunchPad, release: Release): Promise<void> => {
  const architecture = await requireImage(ec2, release);
  refuseIneffective(release, pad);
  refuseArchitecture(release, architecture, await architecturesOf(ec2, [...new Set(instanceTypesOf(release, pad))]));
};

/**
 * Throws, in Preflight and in a plan, if it can be known that the release cannot be launched on the idle side: `InvalidInput` for its image
 * or its overrides, `NotAsRegistered` for the name of the side's own launch template.
 */
export const requireFit = async (
  { ec2, autoScaling }: { readonly ec2: EC2Client; readonly autoScaling: AutoScalingClient },
  view: View,
  release: Release,
): Promise<void> => {
  const { active, idle } = bothSides(view);
  const pad: LaunchPad = {
    group: idle.group.name,
    template: await readLaunchTemplateData(ec2, active.group.launchTemplate),
    policy: (await describeGroup(autoScaling, idle.group.name))?.MixedInstancesPolicy as LaunchPad["policy"],
  };
  await requireLaunchable(ec2, pad, release);
  await requireOwnTemplate(ec2, view);
};
