import type { EC2Client } from "@aws-sdk/client-ec2";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { Environment } from "../deployment/environment.ts";
import { type PassedRole, profilesIn, requirePassable, requireRegisteredProfile } from "../deployment/passed-roles.ts";
import { releaseData } from "../deployment/release.ts";
import type { Release } from "../deployment/request.ts";
import { bothSides } from "../deployment/traffic.ts";
import type { Live } from "../deployment/upgrade/live.ts";
import { profilesOfLive, rolesOfLive } from "../deployment/upgrade/live-roles.ts";
import type { View } from "../deployment/view.ts";
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
  const { iam, ec2 } = asking;
  const { active, idle } = bothSides(view);
  const activeData = await readLaunchTemplateData(ec2, active.group.launchTemplate);
  requireRegisteredProfile(environment, activeData, release);
  const templates = [
    { by: `the release '${release.version}'`, data: releaseData(activeData, release) },
    {
      by: `what ${idle.group.name} launches now`,
      data: await readLaunchTemplateData(ec2, idle.group.launchTemplate),
    },
  ];
  await requireAll(await rolesOfProfiles(iam, profilesIn(templates)), asking);
};
