import { AwsError } from "../../world/aws-error.ts";
import { missingParameter } from "./errors.ts";
import type { LaunchTemplate, LaunchTemplateVersion } from "./resources.ts";

/** How requests name a launch template: by one of the two. */
export interface LaunchTemplateReference {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

/** The launch template that a request names, or undefined. */
export const lookUp = (
  templates: readonly LaunchTemplate[],
  { LaunchTemplateId, LaunchTemplateName }: LaunchTemplateReference,
): LaunchTemplate | undefined =>
  templates.find(({ id, name }) =>
    LaunchTemplateId === undefined ? name === LaunchTemplateName : id === LaunchTemplateId,
  );

/** The launch template that a request names. Throws AwsError if there is none. */
export const findTemplate = (
  templates: readonly LaunchTemplate[],
  reference: LaunchTemplateReference,
): LaunchTemplate => {
  const { LaunchTemplateId, LaunchTemplateName } = reference;
  if (LaunchTemplateId !== undefined && LaunchTemplateName !== undefined)
    throw new AwsError(
      "InvalidParameterCombination",
      "You can specify either the launch template ID or the launch template name, but not both.",
    );
  if (LaunchTemplateId === undefined && LaunchTemplateName === undefined)
    throw missingParameter("LaunchTemplateId or LaunchTemplateName");
  if (LaunchTemplateId !== undefined && !/^lt-[0-9a-f]+$/.test(LaunchTemplateId))
    throw new AwsError("InvalidLaunchTemplateId.Malformed", `Invalid launch template ID: ${LaunchTemplateId}`);
  const template = lookUp(templates, reference);
  if (template === undefined)
    throw LaunchTemplateId === undefined
      ? new AwsError(
          "InvalidLaunchTemplateName.NotFoundException",
          `The specified launch template, with template name ${LaunchTemplateName}, does not exist.`,
        )
      : new AwsError(
          "InvalidLaunchTemplateId.NotFound",
          `The specified launch template, with template ID ${LaunchTemplateId}, does not exist.`,
        );
  return template;
};

/** The number that `$Latest` stands for; 0 if there is no version. */
export const latestVersion = (template: LaunchTemplate): number => template.versions.at(-1)?.number ?? 0;

/** The version that a number, `$Latest` or `$Default` names, or undefined. */
export const lookUpVersion = (template: LaunchTemplate, version: string): LaunchTemplateVersion | undefined => {
  const aliases: Readonly<Record<string, number>> = {
    $Latest: latestVersion(template),
    $Default: template.defaultVersion,
  };
  return template.versions.find(({ number }) => String(number) === String(aliases[version] ?? version));
};

/** The version that a number, `$Latest` or `$Default` names. Throws AwsError if there is none. */
export const findVersion = (template: LaunchTemplate, version: string): LaunchTemplateVersion => {
  const found = lookUpVersion(template, version);
  if (found === undefined)
    throw new AwsError(
      "InvalidLaunchTemplateId.VersionNotFound",
      `Could not find the specified version ${version} for the launch template with ID ${template.id}.`,
    );
  return found;
};
