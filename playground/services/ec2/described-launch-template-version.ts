import type { LaunchTemplateVersion as Described, ResponseLaunchTemplateData } from "@aws-sdk/client-ec2";
import type { LaunchTemplate, LaunchTemplateVersion } from "./resources.ts";

/** A version with all its data, as creating and describing it answer. */
export const describedVersion = (template: LaunchTemplate, version: LaunchTemplateVersion): Described => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  VersionNumber: version.number,
  VersionDescription: version.description,
  CreateTime: new Date(version.createdAt),
  CreatedBy: version.createdBy,
  DefaultVersion: version.number === template.defaultVersion,
  // The shapes of request and response differ in names of types only, not in members.
  LaunchTemplateData: version.data as ResponseLaunchTemplateData,
});
