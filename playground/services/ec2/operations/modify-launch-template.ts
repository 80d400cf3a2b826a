import type { ModifyLaunchTemplateCommandInput, ModifyLaunchTemplateCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedLaunchTemplate } from "../described-launch-template.ts";
import { missingParameter } from "../errors.ts";
import { findTemplate, lookUpVersion } from "../launch-template-lookup.ts";
import { templateNeed } from "../launch-template-need.ts";

/**
 * Of a template itself only the default version can change.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyLaunchTemplate.html
 */
export const modifyLaunchTemplate = (ec2: Ec2Context) =>
  operation<ModifyLaunchTemplateCommandInput, ModifyLaunchTemplateCommandOutput>({
    accepts: ["ClientToken", "LaunchTemplateId", "LaunchTemplateName", "DefaultVersion"],
    needs: templateNeed(ec2, "ec2:ModifyLaunchTemplate"),
    run: (input) =>
      ec2.clientTokens("ModifyLaunchTemplate", input, () => {
        if (input.DefaultVersion === undefined) throw missingParameter("SetDefaultVersion");
        const templates = ec2.resources["launch-template"];
        if (input.LaunchTemplateId !== undefined && input.LaunchTemplateName !== undefined)
          throw new AwsError(
            "InvalidParameterCombination",
            "Either provide launch template ID or launch template name to modify the template.",
          );
        const template = findTemplate(templates.values(), input);
        const version = lookUpVersion(template, input.DefaultVersion);
        if (version === undefined)
          throw new AwsError(
            "InvalidLaunchTemplateId.VersionNotFound",
            `The launch template version ${input.DefaultVersion} is not found for the specified launch template.`,
          );
        const modified = { ...template, defaultVersion: version.number };
        templates.put(template.id, modified);
        return { LaunchTemplate: describedLaunchTemplate(modified) };
      }),
  });
