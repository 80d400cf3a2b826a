import { GetInstanceProfileCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { NamedProfile, PassedRole } from "../deployment/passed-roles.ts";
import { NotAsRegistered } from "../errors.ts";

/** The role that EC2 gets with an instance profile; none for one without a role. Throws `NotAsRegistered` if there is no such profile. */
const roleOfProfile = async (client: IAMClient, { name, by }: NamedProfile): Promise<readonly PassedRole[]> => {
  try {
    const { InstanceProfile } = await client.send(new GetInstanceProfileCommand({ InstanceProfileName: name }));
    return (InstanceProfile?.Roles ?? []).map(({ Arn = "" }) => ({
      arn: Arn,
      by: `instance profile ${name} of ${by}`,
    }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "NoSuchEntityException") throw error;
    throw new NotAsRegistered(
      `There is no instance profile '${name}', which ${by} names: EC2 would launch nothing. Nothing was changed.`,
    );
  }
};

/** The roles that EC2 gets with these instance profiles. */
export const rolesOfProfiles = async (
  client: IAMClient,
  profiles: readonly NamedProfile[],
): Promise<readonly PassedRole[]> =>
  (await Promise.all(profiles.map((profile) => roleOfProfile(client, profile)))).flat();
