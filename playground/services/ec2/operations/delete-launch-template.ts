import type { DeleteLaunchTemplateCommandInput, DeleteLaunchTemplateCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedLaunchTemplate } from "../described-launch-template.ts";
import { findTemplate } from "../launch-template-lookup.ts";
import { templateNeed } from "../launch-template-need.ts";

/**
 * With all its versions.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteLaunchTemplate.html
 */
export const deleteLaunchTemplate = (ec2: Ec2Context) =>
  operation<DeleteLaunchTemplateCommandInput, DeleteLaunchTemplateCommandOutput>({
    accepts: ["LaunchTemplateId", "LaunchTemplateName"],
    needs: templateNeed(ec2, "ec2:DeleteLaunchTemplate"),
    run(input) {
      const templates = ec2.resources["launch-template"];
      const template = findTemplate(templates.values(), input);
      templates.remove(template.id);
      return { LaunchTemplate: describedLaunchTemplate(template) };
    },
  });
