import type { CreateLaunchTemplateCommandInput, CreateLaunchTemplateCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { hex } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { needsToCreate } from "../creation-needs.ts";
import { describedLaunchTemplate } from "../described-launch-template.ts";
import { missingParameter } from "../errors.ts";
import { checkData, warningOf } from "../launch-template-data.ts";
import { lookUp } from "../launch-template-lookup.ts";
import type { LaunchTemplate } from "../resources.ts";
import { requestedTags } from "../tagging.ts";

/**
 * The template with its version 1.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
 */
export const createLaunchTemplate = ({ surroundings, resources, tagging, clientTokens }: Ec2Context) =>
  operation<CreateLaunchTemplateCommandInput, CreateLaunchTemplateCommandOutput>({
    accepts: ["ClientToken", "LaunchTemplateName", "VersionDescription", "LaunchTemplateData", "TagSpecifications"],
    needs: ({ TagSpecifications }) =>
      needsToCreate(
        surroundings,
        "CreateLaunchTemplate",
        "launch-template",
        requestedTags(TagSpecifications, "launch-template"),
      ),
    run: (input, { principal }) =>
      clientTokens("CreateLaunchTemplate", input, () => {
        const { LaunchTemplateName: name, LaunchTemplateData: data } = input;
        if (name === undefined) throw missingParameter("LaunchTemplateName");
        if (data === undefined) throw missingParameter("LaunchTemplateData");
        if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name))
          throw new AwsError(
            "InvalidLaunchTemplateName.MalformedException",
            "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: - ( ) . / _.",
          );
        if (lookUp(resources["launch-template"].values(), { LaunchTemplateName: name }) !== undefined)
          throw new AwsError(
            "InvalidLaunchTemplateName.AlreadyExistsException",
            "Launch template name already in use.",
          );
        checkData(data);
        const origin = { createdAt: surroundings.clock.now(), createdBy: principal.arn };
        const template: LaunchTemplate = {
          id: `lt-${hex(surroundings.random, 17)}`,
          name,
          tags: requestedTags(input.TagSpecifications, "launch-template"),
          ...origin,
          defaultVersion: 1,
          versions: [{ number: 1, description: input.VersionDescription, ...origin, data }],
        };
        resources["launch-template"].put(template.id, template);
        tagging.created("launch-template", template);
        return { LaunchTemplate: describedLaunchTemplate(template), Warning: warningOf(data, resources) };
      }),
  });
