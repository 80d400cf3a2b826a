import { CreateLaunchTemplateCommand, DeleteLaunchTemplateCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { isNamed, orAbsent } from "./absent.ts";
import { absentNames, describeLaunchTemplate, describeVersions } from "./describe-launch-template.ts";
import { launchTemplateState } from "./described/launch-template.ts";
import { keyValues } from "./described/tags.ts";
import { keepsTags } from "./kept-tags.ts";
import { launchTemplateInput } from "./launch-template-input.ts";

/**
 * The whole existence of a launch template; id: its name; state: its first version, the one that it is made with, and its tags.
 * Later versions are another kind.
 */
export const launchTemplate = (ec2: EC2Client): ResourceKind => ({
  stillOurs: keepsTags("Tags"),

  async read(name) {
    const template = await describeLaunchTemplate(ec2, { LaunchTemplateName: name });
    if (template === null) return null;
    const [version] = await describeVersions(ec2, { LaunchTemplateName: name }, ["1"]);
    return version === undefined ? {} : launchTemplateState({ template, version });
  },

  async write(name, before, after) {
    if (after === null) {
      await orAbsent(absentNames, () => ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName: name })));
      return;
    }
    if (before !== null) throw new TypeError("A launch template is changed by making a version of it.");
    try {
      await ec2.send(
        new CreateLaunchTemplateCommand({
          LaunchTemplateName: name,
          ...(after.VersionDescription ? { VersionDescription: String(after.VersionDescription) } : {}),
          LaunchTemplateData: launchTemplateInput(after.LaunchTemplateData),
          TagSpecifications: [{ ResourceType: "launch-template", Tags: keyValues((after.Tags ?? {}) as State) }],
        }),
      );
    } catch (error) {
      // Made by an earlier attempt whose answer was lost, or by somebody else: the next read tells which.
      if (!isNamed("InvalidLaunchTemplateName.AlreadyExistsException")(error)) throw error;
    }
  },
});
