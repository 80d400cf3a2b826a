import { createHash } from "node:crypto";
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { NotVisible } from "../errors.ts";
import { isNamed, orAbsent } from "./absent.ts";
import { absentNames, describeLaunchTemplate, describeVersions } from "./describe-launch-template.ts";
import { launchTemplateState } from "./described/launch-template.ts";
import { isRecord } from "./described/plain.ts";
import { keyValues } from "./described/tags.ts";
import { keepsTags } from "./kept-tags.ts";
import { launchTemplateInput } from "./launch-template-input.ts";

/** The latest version of a template that was just made, or by an earlier try: the token is the same at each, so that there is one. */
const createLatest = async (ec2: EC2Client, LaunchTemplateId: string, latest: State): Promise<void> => {
  await ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId,
      ...(latest.VersionDescription ? { VersionDescription: String(latest.VersionDescription) } : {}),
      LaunchTemplateData: launchTemplateInput(latest.LaunchTemplateData),
      ClientToken: createHash("sha256")
        .update(JSON.stringify([LaunchTemplateId, latest]))
        .digest("hex"),
    }),
  );
};

/** The id of a template that there is; throws `NotVisible` while it does not show. */
const idOf = async (ec2: EC2Client, name: string): Promise<string> => {
  const found = await describeLaunchTemplate(ec2, { LaunchTemplateName: name });
  if (found?.LaunchTemplateId === undefined)
    throw new NotVisible(`Launch template '${name}' is made and does not show.`);
  return found.LaunchTemplateId;
};

/**
 * The whole existence of a launch template; id: its name; state: its first version, the one that it is made with, and its tags; and
 * `LatestVersion`, where it has a later one, which is what its group launches. A deployment's version is another kind.
 */
export const launchTemplate = (ec2: EC2Client): ResourceKind => ({
  stillOurs: keepsTags("Tags"),

  async read(name) {
    const template = await describeLaunchTemplate(ec2, { LaunchTemplateName: name });
    if (template === null) return null;
    const versions = await describeVersions(ec2, { LaunchTemplateName: name }, ["1", "$Latest"]);
    const version = versions.find(({ VersionNumber }) => VersionNumber === 1);
    if (version === undefined) return {};
    const latest = versions.find(({ VersionNumber }) => VersionNumber !== 1);
    const { Tags: _tags, ...LatestVersion } = latest ? launchTemplateState({ template, version: latest }) : {};
    return { ...launchTemplateState({ template, version }), ...(latest && { LatestVersion }) };
  },

  async write(name, before, after) {
    if (after === null) {
      await orAbsent(absentNames, () => ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName: name })));
      return;
    }
    if (before !== null) throw new TypeError("A launch template is changed by making a version of it.");
    let id: string | undefined;
    try {
      const created = await ec2.send(
        new CreateLaunchTemplateCommand({
          LaunchTemplateName: name,
          ...(after.VersionDescription ? { VersionDescription: String(after.VersionDescription) } : {}),
          LaunchTemplateData: launchTemplateInput(after.LaunchTemplateData),
          TagSpecifications: [{ ResourceType: "launch-template", Tags: keyValues((after.Tags ?? {}) as State) }],
        }),
      );
      id = created.LaunchTemplate?.LaunchTemplateId;
    } catch (error) {
      // Made by an earlier attempt whose answer was lost, or by somebody else: the next read tells which.
      if (!isNamed("InvalidLaunchTemplateName.AlreadyExistsException")(error)) throw error;
    }
    if (isRecord(after.LatestVersion)) await createLatest(ec2, id ?? (await idOf(ec2, name)), after.LatestVersion);
  },

  /** Made with its first version, and the latest not yet. */
  halfWay(before, after, found) {
    const { LatestVersion, ...made } = before ?? after ?? {};
    return LatestVersion !== undefined && found.LatestVersion === undefined && keepsTags("Tags")(made, found);
  },
});
