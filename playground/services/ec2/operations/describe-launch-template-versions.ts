import type {
  LaunchTemplateVersion as Described,
  DescribeLaunchTemplateVersionsCommandInput,
  DescribeLaunchTemplateVersionsCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedVersion } from "../described-launch-template-version.ts";
import { invalidValue } from "../errors.ts";
import { filtered } from "../filters.ts";
import { findTemplate, findVersion } from "../launch-template-lookup.ts";
import { paged } from "../paging.ts";
import type { LaunchTemplate } from "../resources.ts";

const whichVersions =
  "To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ‘$Default’, or both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers. To describe the launch template data for a specific launch template, specify ‘--launch-template-id’ or ‘--launch-template-name’, and for ‘--versions’ specify one or more of the following values: ‘$Latest’, ‘$Default’, or one or more version numbers.";

const namedVersions = (template: LaunchTemplate, versions: readonly string[]): readonly Described[] =>
  [...new Set(versions.map((version) => findVersion(template, version)))].map((version) =>
    describedVersion(template, version),
  );

/** The versions that a request describes, newest first. */
const selected = (
  templates: readonly LaunchTemplate[],
  input: DescribeLaunchTemplateVersionsCommandInput,
): readonly Described[] => {
  const { LaunchTemplateId, LaunchTemplateName, Versions = [], MinVersion, MaxVersion } = input;
  if (LaunchTemplateId === undefined && LaunchTemplateName === undefined) {
    if (Versions.length === 0) throw new AwsError("MissingParameter", whichVersions);
    if (Versions.some((version) => version !== "$Latest" && version !== "$Default")) throw invalidValue(whichVersions);
    return templates.flatMap((template) => namedVersions(template, Versions));
  }
  if (Versions.length > 0 && (MinVersion !== undefined || MaxVersion !== undefined))
    throw new AwsError(
      "InvalidParameterCombination",
      "You cannot specify Versions and MinVersion or MaxVersion in the same request.",
    );
  const template = findTemplate(templates, input);
  if (Versions.length > 0) return namedVersions(template, Versions);
  const least = MinVersion === undefined ? 0 : Number(MinVersion);
  const most = MaxVersion === undefined ? Number.POSITIVE_INFINITY : Number(MaxVersion);
  return template.versions
    .filter(({ number }) => number >= least && number <= most)
    .map((version) => describedVersion(template, version))
    .toReversed();
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html */
export const describeLaunchTemplateVersions = ({ surroundings, resources }: Ec2Context) =>
  operation<DescribeLaunchTemplateVersionsCommandInput, DescribeLaunchTemplateVersionsCommandOutput>({
    accepts: [
      "LaunchTemplateId",
      "LaunchTemplateName",
      "Versions",
      "MinVersion",
      "MaxVersion",
      "Filters",
      "NextToken",
      "MaxResults",
    ],
    run(input) {
      const all = selected(resources["launch-template"].seenValues(), input).map((version) => ({
        id: "",
        tags: {},
        version,
      }));
      const matching = filtered(all, input.Filters, {
        "image-id": ({ version }) => [version.LaunchTemplateData?.ImageId],
        "instance-type": ({ version }) => [version.LaunchTemplateData?.InstanceType],
        "is-default-version": ({ version }) => [String(version.DefaultVersion)],
      });
      const { items, next } = paged(matching, input, {
        pageSize: surroundings.pageSize,
        least: 1,
        most: 200,
        ids: undefined,
        idsName: "",
      });
      return { LaunchTemplateVersions: items.map(({ version }) => version), NextToken: next };
    },
  });
