/** Whatever can be known to stand in the way of a rolling update, before its first change: asked by Preflight and by a plan. */
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { alarming, notWatching } from "../deployment/alarms.ts";
import type { AnyEnvironment } from "../deployment/environment.ts";
import type { Release } from "../deployment/request.ts";
import { type RollingFleet, refuseUnapproved, refuseUnfit } from "../deployment/rolling-fleet.ts";
import type { Sights } from "../deployment/steps/step.ts";
import { ownTemplateOf } from "../deployment/upgrade/rolling-template.ts";
import { CannotBake, NameTaken } from "../errors.ts";
import { describeLaunchTemplate } from "../resources/describe-launch-template.ts";
import { alarmsOf } from "./alarms.ts";
import { requireClusterHook } from "./hooks.ts";
import { readLaunchTemplateData, templateTags } from "./launch-templates.ts";
import type { Observers } from "./observe.ts";
import { observeFleet } from "./observe-fleet.ts";
import { requireLaunchable } from "./release-fit.ts";
import { requirePassableOnto } from "./require-passable.ts";

interface Clearing extends Observers {
  readonly ec2: EC2Client;
  readonly cloudWatch: CloudWatchClient;
  readonly iam: IAMClient;
  readonly passable: () => Promise<readonly string[]>;
  readonly lambda: LambdaClient;
  readonly callable: () => Promise<readonly string[]>;
}

/** What a rolling update begins from, and what a person must know before it. */
export interface ClearedFleet extends Pick<Sights, "fleet" | "template" | "templateTags" | "alarms"> {
  readonly notices: readonly string[];
}

/** Throws `CannotBake` where the update could only be rolled back: AWS ends a refresh whose alarm has gone off. */
const alarmsFor = async (cloudWatch: CloudWatchClient, expected: readonly string[]) => {
  const alarms = await alarmsOf(cloudWatch, expected);
  const why = alarming({ expected, alarms });
  if (why !== undefined)
    throw new CannotBake(
      `The rolling update would be rolled back at once: ${why}. Expected: every alarm of bake.alarms exists and is quiet. Nothing was changed.`,
    );
  const silent = notWatching(alarms);
  return { alarms, notices: silent === "" ? [] : [`Alarms ${silent}`] };
};

/** Throws `NameTaken` if the name of the template that is to hold the release is somebody else's. */
const requireOwnName = async (
  ec2: EC2Client,
  fleet: RollingFleet,
  { name, isThere }: ReturnType<typeof ownTemplateOf>,
) => {
  if (isThere || (await describeLaunchTemplate(ec2, { LaunchTemplateName: name })) === null) return;
  throw new NameTaken(
    `A rolling update makes the launch template '${name}' for '${fleet.group.name}', and there is one of that name, from which the group does not launch. Rename or delete it. Nothing was changed.`,
  );
};

/** Throws what `refuseUnapproved`, `requireClusterHook`, `refuseUnfit`, `requireLaunchable` and `requirePassableOnto` throw, `NameTaken`, or `CannotBake`. */
export const clearRolling = async (
  clients: Clearing,
  release: Release,
  environment: AnyEnvironment,
): Promise<ClearedFleet> => {
  const { ec2, cloudWatch } = clients;
  refuseUnapproved(environment);
  await requireClusterHook(environment, clients.lambda, clients.callable);
  const fleet = await observeFleet(clients, environment);
  const { group } = fleet;
  const hasTemplate = group.launchesBy !== "launch configuration";
  const template = hasTemplate ? await readLaunchTemplateData(ec2, group.launchTemplate) : {};
  refuseUnfit(fleet, environment.rolling, template.ImageId);
  await requireLaunchable(ec2, { group: group.name, template }, release);
  const tags = await templateTags(ec2, group.launchTemplate.id);
  await requireOwnName(ec2, fleet, ownTemplateOf(fleet, tags, environment.name));
  await requirePassableOnto(environment, { like: group, onto: group }, release, clients);
  return { fleet, template, templateTags: tags, ...(await alarmsFor(cloudWatch, environment.bake.alarms)) };
};
