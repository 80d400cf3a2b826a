import type { LaunchTemplate, LaunchTemplateVersion } from "@aws-sdk/client-ec2";
import { tagsOf } from "../../resources/described/tags.ts";
import type { Facts } from "../model.ts";
import { type Owners, taggedRelease } from "../ownership.ts";
import { details } from "./json.ts";

/** A template with the numbers of its versions. */
export const templateFacts = (template: LaunchTemplate, versions: readonly number[], owners: Owners): Facts => {
  const tags = tagsOf(template.Tags);
  return {
    name: template.LaunchTemplateName ?? "",
    tags,
    ...owners.launchTemplate(template.LaunchTemplateId ?? "", tags),
    details: details({
      defaultVersion: template.DefaultVersionNumber,
      latestVersion: template.LatestVersionNumber,
      versions: versions.toSorted((a, b) => a - b),
    }),
  };
};

/** A version never changes: what it launches, and the release that its instances will be tagged with. */
export const templateVersionFacts = (
  version: LaunchTemplateVersion,
  template: LaunchTemplate,
  owners: Owners,
): Facts => {
  const data = version.LaunchTemplateData;
  const instanceTags = tagsOf(data?.TagSpecifications?.find(({ ResourceType }) => ResourceType === "instance")?.Tags);
  return {
    name: `${template.LaunchTemplateName}:${version.VersionNumber}`,
    tags: {},
    ...owners.launchTemplate(template.LaunchTemplateId ?? "", tagsOf(template.Tags)),
    ...taggedRelease(instanceTags),
    details: details({
      description: version.VersionDescription,
      createdAt: version.CreateTime,
      imageId: data?.ImageId,
      instanceType: data?.InstanceType,
      httpTokens: data?.MetadataOptions?.HttpTokens,
    }),
  };
};
