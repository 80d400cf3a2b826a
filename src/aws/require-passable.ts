import type { EC2Client } from "@aws-sdk/client-ec2";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { Environment } from "../deployment/environment.ts";
import { type PassedRole, profilesIn, requirePassable, requireRegisteredProfile } from "../deployment/passed-roles.ts";
import { releaseData } from "../deployment/release.ts";
import type { Release } from "../deployment/request.ts";
import { bothSides } from "../deployment/traffic.ts";
import type { Live } from "../deployment/upgrade/live.ts";
import { profilesOfLive, rolesOfLive } from "../deployment/upgrade/live-roles.ts";
import type { GroupView, View } from "../deployment/view.ts";
import { rolesOfProfiles } from "./instance-profile.ts";
import { readLaunchTemplateData } from "./launch-templates.ts";

interface Asking {
  readonly iam: IAMClient;
  readonly ec2: EC2Client;
  /** The ARNs of the roles that Sarcelle was deployed to pass on; asked only if there is one to pass. */
  readonly passable: () => Promise<readonly string[]>;
}

const requireAll = async (roles: readonly PassedRole[], { passable }: Pick<Asking, "passable">): Promise<void> => {
  if (roles.length > 0) requirePassable(roles, await passable());
};

/** Throws `RoleNotPassable` if the upgrade would copy what has a role that Sarcelle may not pass on. */
export const requireUpgradePassable = async (live: Live, asking: Omit<Asking, "ec2">): Promise<void> =>
  requireAll([...(await rolesOfProfiles(asking.iam, profilesOfLive(live))), ...rolesOfLive(live)], asking);

/** Throws `RoleNotPassable` if an instance that is launched so would get a role that Sarcelle may not pass on. */
export const requireProfilesPassable = async (
  templates: Parameters<typeof profilesIn>[0],
  asking: Omit<Asking, "ec2">,
): Promise<void> => requireAll(await rolesOfProfiles(asking.iam, profilesIn(templates)), asking);

/**
 * Throws `RoleNotPassable` if the idle side would launch with a role that Sarcelle may not pass on, or if it could not be set back to
 * what it launches now; `InvalidInput` for an instance profile that the release may not name.
 */
export const requireReleasePassable = async (
  environment: Environment,
  view: View,
  release: Release,
  asking: Asking,
): Promise<void> => {
  const { active, idle } = bothSides(view);
  const groups = { like: active.group, onto: idle.group };
  await requirePassableOnto(environment, groups, release, asking);
};

/** The same for any group that the release is launched in: `onto`, with the settings that `like` launches with. */
export const requirePassableOnto = async (
  environment: Pick<Environment, "name" | "instanceProfiles">,
  { like, onto }: Readonly<Record<"like" | "onto", Pick<GroupView, "name" | "launchTemplate">>>,
  release: Release,
  asking: Asking,
): Promise<void> => {
  const { ec2 } = asking;
  const data = await readLaunchTemplateData(ec2, like.launchTemplate);
  requireRegisteredProfile(environment, data, release);
  const templates = [
    { by: `the release '${release.version}'`, data: releaseData(data, release) },
    { by: `what ${onto.name} launches now`, data: await readLaunchTemplateData(ec2, onto.launchTemplate) },
  ];
  await requireProfilesPassable(templates, asking);
};
