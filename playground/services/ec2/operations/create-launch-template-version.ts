import type {
  CreateLaunchTemplateVersionCommandInput,
  CreateLaunchTemplateVersionCommandOutput,
} from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedVersion } from "../described-launch-template-version.ts";
import { missingParameter } from "../errors.ts";
import { merged } from "../launch-parameters.ts";
import { checkData, warningOf } from "../launch-template-data.ts";
import { findTemplate, findVersion, latestVersion } from "../launch-template-lookup.ts";
import { templateNeed } from "../launch-template-need.ts";
import type { LaunchTemplateVersion } from "../resources.ts";

/**
 * The data of the source version, if one is named, with what the request changes.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplateVersion.html
 */
export const createLaunchTemplateVersion = (ec2: Ec2Context) =>
  operation<CreateLaunchTemplateVersionCommandInput, CreateLaunchTemplateVersionCommandOutput>({
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
      ec2.clientTokens("CreateLaunchTemplateVersion", input, () => {
        if (input.LaunchTemplateData === undefined) throw missingParameter("LaunchTemplateData");
        const { surroundings, resources, highestVersions } = ec2;
        const templates = resources["launch-template"];
        const template = findTemplate(templates.values(), input);
        const source = input.SourceVersion === undefined ? {} : findVersion(template, input.SourceVersion).data;
        const data = merged(source, input.LaunchTemplateData);
        checkData(data);
        const number = Math.max(latestVersion(template), highestVersions.get(template.id) ?? 0) + 1;
        highestVersions.set(template.id, number);
        const version: LaunchTemplateVersion = {
          number,
          description: input.VersionDescription,
          createdAt: surroundings.clock.now(),
          createdBy: principal.arn,
          data,
        };
        templates.put(template.id, { ...template, versions: [...template.versions, version] });
        return { LaunchTemplateVersion: describedVersion(template, version), Warning: warningOf(data, resources) };
      }),
  });
