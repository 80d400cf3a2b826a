import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Json } from "../changes/change.ts";
import { idleSide } from "../deployment/traffic.ts";
import { hasOwnTemplate, ownTemplate } from "../deployment/upgrade/own-template.ts";
import type { TemplateVersion, View } from "../deployment/view.ts";
import { NameTaken, NotAsRegistered } from "../errors.ts";
import { describeLaunchTemplate, describeVersions } from "../resources/describe-launch-template.ts";
import { launchTemplateData } from "../resources/described/launch-template.ts";
import { type Tags, tagsOf } from "../resources/described/tags.ts";

/** A version of a template; throws `NotAsRegistered` if there is no such one. */
const versionOf = async (client: EC2Client, { id, version }: TemplateVersion) => {
  const [found] = await describeVersions(client, { LaunchTemplateId: id }, [version]);
  if (found === undefined) throw new NotAsRegistered(`Launch template ${id} has no version ${version}.`);
  return found;
};

/** A version with what it says of itself; throws `NotAsRegistered` if there is no such one. */
export const readVersion = async (
  client: EC2Client,
  template: TemplateVersion,
): Promise<{ readonly description: string; readonly data: { readonly [key: string]: Json } }> => {
  const { VersionDescription: description = "", LaunchTemplateData } = await versionOf(client, template);
  return { description, data: launchTemplateData(LaunchTemplateData) };
};

/** The number of a version that moves, `$Latest` or `$Default`, as it is now. */
export const numberOf = async (client: EC2Client, template: TemplateVersion): Promise<string> =>
  String((await versionOf(client, template)).VersionNumber);

/** The data of one version: a number, `$Latest` or `$Default`. */
export const readLaunchTemplateData = async (
  client: EC2Client,
  template: TemplateVersion,
): Promise<{ readonly [key: string]: Json }> => (await readVersion(client, template)).data;

/** A launch template's tags; throws `NotAsRegistered` if there is no such one. */
export const templateTags = async (client: EC2Client, id: string): Promise<Tags> => {
  const template = await describeLaunchTemplate(client, { LaunchTemplateId: id });
  if (template === null) throw new NotAsRegistered(`There is no launch template ${id}.`);
  return tagsOf(template.Tags);
};

/**
 * Throws `NameTaken` if the idle side has no launch template of its own yet, and the name of the one that a deploy would make for it
 * is somebody else's.
 */
export const requireOwnTemplate = async (client: EC2Client, view: View): Promise<void> => {
  const { side, group } = idleSide(view);
  if (hasOwnTemplate(view, side)) return;
  const name = ownTemplate(view, side);
  if ((await describeLaunchTemplate(client, { LaunchTemplateName: name })) !== null)
    throw new NameTaken(
      `A deploy onto ${side} makes the launch template '${name}' for it, and there is one of that name, from which '${group.name}' does not launch. Rename or delete it. Nothing was changed.`,
    );
};
