import type {
  DeleteLaunchTemplateVersionsCommandInput,
  DeleteLaunchTemplateVersionsCommandOutput,
  LaunchTemplateErrorCode,
} from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { invalidValue, missingParameter } from "../errors.ts";
import { findTemplate, latestVersion } from "../launch-template-lookup.ts";
import { templateNeed } from "../launch-template-need.ts";
import type { LaunchTemplate } from "../resources.ts";

/** Why a version cannot be deleted; undefined if it can. */
const refusal = (
  template: LaunchTemplate,
  version: string,
): { Code: LaunchTemplateErrorCode; Message: string } | undefined => {
  if (!template.versions.some(({ number }) => String(number) === version))
    return {
      Code: "launchTemplateVersionDoesNotExist",
      Message: `Could not find the specified version ${version} for the launch template with ID ${template.id}.`,
    };
  // "You cannot delete the default version of a launch template; you must first assign a different version as the default."
  if (Number(version) === template.defaultVersion)
    return { Code: "unexpectedError", Message: "You cannot delete the default version of a launch template." };
  return undefined;
};

/**
 * One that cannot be deleted does not keep the others.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteLaunchTemplateVersions.html
 */
export const deleteLaunchTemplateVersions = (ec2: Ec2Context) =>
  operation<DeleteLaunchTemplateVersionsCommandInput, DeleteLaunchTemplateVersionsCommandOutput>({
    accepts: ["LaunchTemplateId", "LaunchTemplateName", "Versions"],
    needs: templateNeed(ec2, "ec2:DeleteLaunchTemplateVersions"),
    run(input) {
      const { Versions = [] } = input;
      const { resources, highestVersions } = ec2;
      const templates = resources["launch-template"];
      if (Versions.length === 0) throw missingParameter("LaunchTemplateVersion");
      if (Versions.length > 200) throw invalidValue("You can specify up to 200 launch template version numbers.");
      const odd = Versions.find((version) => !/^[1-9]\d*$/.test(version));
      if (odd !== undefined) throw invalidValue(`The launch template version '${odd}' is not a number.`);
      const template = findTemplate(templates.values(), input);
      const outcomes = [...new Set(Versions)].map((version) => ({
        item: {
          LaunchTemplateId: template.id,
          LaunchTemplateName: template.name,
          VersionNumber: Number(version),
        },
        error: refusal(template, version),
      }));
      const gone = outcomes.filter(({ error }) => error === undefined).map(({ item }) => item);
      const numbers = gone.map(({ VersionNumber }) => VersionNumber);
      highestVersions.set(template.id, Math.max(latestVersion(template), highestVersions.get(template.id) ?? 0));
      templates.put(template.id, {
        ...template,
        versions: template.versions.filter(({ number }) => !numbers.includes(number)),
      });
      return {
        SuccessfullyDeletedLaunchTemplateVersions: gone,
        UnsuccessfullyDeletedLaunchTemplateVersions: outcomes.flatMap(({ item, error }) =>
          error === undefined ? [] : [{ ...item, ResponseError: error }],
        ),
      };
    },
  });
