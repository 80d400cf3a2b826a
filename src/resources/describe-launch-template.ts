import {
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type EC2Client,
  type LaunchTemplate,
  type LaunchTemplateVersion,
} from "@aws-sdk/client-ec2";
import { orAbsent } from "./absent.ts";
import { type Plain, plain } from "./described/plain.ts";
import { allPages } from "./pages.ts";

/** A launch template by id or by name. */
type Template = { readonly LaunchTemplateId: string } | { readonly LaunchTemplateName: string };

/** EC2's words for a launch template, or a version of one, that is not there. */
export const absentNames = [
  "InvalidLaunchTemplateName.NotFoundException",
  "InvalidLaunchTemplateId.NotFound",
  "InvalidLaunchTemplateId.NotFoundException",
  "InvalidLaunchTemplateId.VersionNotFound",
];

/** A launch template without its versions; null if it is not there. */
export const describeLaunchTemplate = async (
  ec2: EC2Client,
  template: Template,
): Promise<Plain<LaunchTemplate> | null> => {
  const selection =
    "LaunchTemplateId" in template
      ? { LaunchTemplateIds: [template.LaunchTemplateId] }
      : { LaunchTemplateNames: [template.LaunchTemplateName] };
  const [found] =
    (await orAbsent(absentNames, () =>
      allPages(async (NextToken) => {
        const answer = await ec2.send(new DescribeLaunchTemplatesCommand({ ...selection, NextToken }));
        return [answer.LaunchTemplates, answer.NextToken];
      }),
    )) ?? [];
  return found === undefined ? null : plain(found);
};

/** Some versions of a template, by number, `$Latest` or `$Default`; all of them by default; none if there is no template. */
export const describeVersions = async (
  ec2: EC2Client,
  template: Template,
  versions?: readonly string[],
): Promise<readonly Plain<LaunchTemplateVersion>[]> =>
  plain(
    (await orAbsent(absentNames, () =>
      allPages(async (NextToken) => {
        const answer = await ec2.send(
          new DescribeLaunchTemplateVersionsCommand({
            ...template,
            ...(versions === undefined ? {} : { Versions: [...versions] }),
            NextToken,
          }),
        );
        return [answer.LaunchTemplateVersions, answer.NextToken];
      }),
    )) ?? [],
  );
