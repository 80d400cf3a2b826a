import type {
  CreateLaunchTemplateVersionCommandInput,
  CreateLaunchTemplateVersionCommandOutput,
  DeleteLaunchTemplateVersionsCommandInput,
  DeleteLaunchTemplateVersionsCommandOutput,
  LaunchTemplateVersion as Described,
  DescribeLaunchTemplateVersionsCommandInput,
  DescribeLaunchTemplateVersionsCommandOutput,
  LaunchTemplateErrorCode,
  ResponseLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../world/aws-error.ts";
import { operation } from "../../world/service.ts";
import type { Ec2 } from "./context.ts";
import { invalidValue, missingParameter } from "./errors.ts";
import { filtered } from "./filters.ts";
import { merged } from "./launch-parameters.ts";
import { checkData, warningOf } from "./launch-template-data.ts";
import { findTemplate, findVersion, latestVersion } from "./launch-template-lookup.ts";
import { templateNeed } from "./launch-templates.ts";
import { paged } from "./paging.ts";
import type { LaunchTemplate, LaunchTemplateVersion } from "./resources.ts";

const described = (template: LaunchTemplate, version: LaunchTemplateVersion): Described => ({
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

const whichVersions =
  "To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ‘$Default’, or both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers. To describe the launch template data for a specific launch template, specify ‘--launch-template-id’ or ‘--launch-template-name’, and for ‘--versions’ specify one or more of the following values: ‘$Latest’, ‘$Default’, or one or more version numbers.";

/** The versions that a request describes, newest first. */
const selected = (
  templates: readonly LaunchTemplate[],
  input: DescribeLaunchTemplateVersionsCommandInput,
): readonly Described[] => {
  const { LaunchTemplateId, LaunchTemplateName, Versions = [], MinVersion, MaxVersion } = input;
  if (LaunchTemplateId === undefined && LaunchTemplateName === undefined) {
    if (Versions.length === 0) throw new AwsError("MissingParameter", whichVersions);
    if (Versions.some((version) => version !== "$Latest" && version !== "$Default")) throw invalidValue(whichVersions);
    return templates.flatMap((template) =>
      [...new Set(Versions.map((version) => findVersion(template, version)))].map((version) =>
        described(template, version),
      ),
    );
  }
  if (Versions.length > 0 && (MinVersion !== undefined || MaxVersion !== undefined))
    throw new AwsError(
      "InvalidParameterCombination",
      "You cannot specify Versions and MinVersion or MaxVersion in the same request.",
    );
  const template = findTemplate(templates, input);
  if (Versions.length > 0)
    return [...new Set(Versions.map((version) => findVersion(template, version)))].map((version) =>
      described(template, version),
    );
  const least = MinVersion === undefined ? 0 : Number(MinVersion);
  const most = MaxVersion === undefined ? Number.POSITIVE_INFINITY : Number(MaxVersion);
  return template.versions
    .filter(({ number }) => number >= least && number <= most)
    .map((version) => described(template, version))
    .toReversed();
};

/** CreateLaunchTemplateVersion, DescribeLaunchTemplateVersions, DeleteLaunchTemplateVersions. */
export const launchTemplateVersionOperations = (ec2: Ec2) => {
  const { surroundings, resources, clientTokens } = ec2;
  const templates = resources["launch-template"];
  // A number is never used again, even if its version was deleted.
  const highestEver = new Map<string, number>();

  return {
    CreateLaunchTemplateVersion: operation<
      CreateLaunchTemplateVersionCommandInput,
      CreateLaunchTemplateVersionCommandOutput
    >({
      accepts: [
        "ClientToken",
        "LaunchTemplateId",
        "LaunchTemplateName",
        "SourceVersion",
        "VersionDescription",
        "LaunchTemplateData",
      ],
      needs: templateNeed(ec2, "ec2:CreateLaunchTemplateVersion"),
      run: (input, { principal }) =>
        clientTokens("CreateLaunchTemplateVersion", input, () => {
          if (input.LaunchTemplateData === undefined) throw missingParameter("LaunchTemplateData");
          const template = findTemplate(templates.values(), input);
          const source = input.SourceVersion === undefined ? {} : findVersion(template, input.SourceVersion).data;
          const data = merged(source, input.LaunchTemplateData);
          checkData(data);
          const number = Math.max(latestVersion(template), highestEver.get(template.id) ?? 0) + 1;
          highestEver.set(template.id, number);
          const version: LaunchTemplateVersion = {
            number,
            description: input.VersionDescription,
            createdAt: surroundings.clock.now(),
            createdBy: principal.arn,
            data,
          };
          templates.put(template.id, { ...template, versions: [...template.versions, version] });
          return { LaunchTemplateVersion: described(template, version), Warning: warningOf(data, resources) };
        }),
    }),

    DescribeLaunchTemplateVersions: operation<
      DescribeLaunchTemplateVersionsCommandInput,
      DescribeLaunchTemplateVersionsCommandOutput
    >({
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
        const all = selected(templates.seenValues(), input).map((version) => ({ id: "", tags: {}, version }));
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
    }),

    DeleteLaunchTemplateVersions: operation<
      DeleteLaunchTemplateVersionsCommandInput,
      DeleteLaunchTemplateVersionsCommandOutput
    >({
      accepts: ["LaunchTemplateId", "LaunchTemplateName", "Versions"],
      needs: templateNeed(ec2, "ec2:DeleteLaunchTemplateVersions"),
      run(input) {
        const { Versions = [] } = input;
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
        highestEver.set(template.id, Math.max(latestVersion(template), highestEver.get(template.id) ?? 0));
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
    }),
  };
};

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
