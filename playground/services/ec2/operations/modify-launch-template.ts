import type { ModifyLaunchTemplateCommandInput, ModifyLaunchTemplateCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedLaunchTemplate } from "../described-launch-template.ts";
import { missingParameter } from "../errors.ts";
import { findTemplate, findVersion } from "../launch-template-lookup.ts";
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
        const template = findTemplate(templates.values(), input);
        const modified = { ...template, defaultVersion: findVersion(template, input.DefaultVersion).number };
        templates.put(template.id, modified);
        return { LaunchTemplate: describedLaunchTemplate(modified) };
      }),
  });
