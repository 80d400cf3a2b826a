import type { LaunchTemplate as Described } from "@aws-sdk/client-ec2";
import { latestVersion } from "./launch-template-lookup.ts";
import type { LaunchTemplate } from "./resources.ts";
import { tagList } from "./tagging.ts";

/** A launch template as every operation on launch templates answers it. */
export const describedLaunchTemplate = (template: LaunchTemplate): Described => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  CreateTime: new Date(template.createdAt),
  CreatedBy: template.createdBy,
  DefaultVersionNumber: template.defaultVersion,
  LatestVersionNumber: latestVersion(template),
  Tags: tagList(template.tags),
});
