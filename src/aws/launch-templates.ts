import { DescribeLaunchTemplateVersionsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { Json } from "../changes/change.ts";
import { NotAsRegistered } from "../errors.ts";
import { describeVersions } from "../resources/describe-launch-template.ts";
import { launchTemplateData } from "../resources/described/launch-template.ts";
import { plain } from "../resources/described/plain.ts";

/** The number of a version that moves, `$Latest` or `$Default`, as it is now. */
export const numberOf = async (
  client: EC2Client,
  { id, version }: { readonly id: string; readonly version: string },
): Promise<string> => {
  const [found] = await describeVersions(client, { LaunchTemplateId: id }, [version]);
  if (found === undefined) throw new NotAsRegistered(`Launch template ${id} has no version ${version}.`);
  return String(found.VersionNumber);
};

/** The data of one version: a number, `$Latest` or `$Default`. */
export const readLaunchTemplateData = async (
  client: EC2Client,
  { id, version }: { readonly id: string; readonly version: string },
): Promise<{ readonly [key: string]: Json }> => {
  const { LaunchTemplateVersions } = await client.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [version] }),
  );
  const [found] = LaunchTemplateVersions ?? [];
  if (found === undefined) throw new NotAsRegistered(`Launch template ${id} has no version ${version}.`);
  return launchTemplateData(plain(found).LaunchTemplateData);
};
