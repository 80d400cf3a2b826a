import type {
  CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateCommandOutput,
  DeleteLaunchTemplateCommandInput,
  DeleteLaunchTemplateCommandOutput,
  LaunchTemplate as Described,
  DescribeLaunchTemplatesCommandInput,
  DescribeLaunchTemplatesCommandOutput,
  ModifyLaunchTemplateCommandInput,
  ModifyLaunchTemplateCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../world/aws-error.ts";
import { hex } from "../../world/random.ts";
import { type Need, operation } from "../../world/service.ts";
import type { Ec2 } from "./context.ts";
import { missingParameter } from "./errors.ts";
import { filtered } from "./filters.ts";
import { checkData, warningOf } from "./launch-template-data.ts";
import {
  findTemplate,
  findVersion,
  type LaunchTemplateReference,
  latestVersion,
  lookUp,
} from "./launch-template-lookup.ts";
import { paged } from "./paging.ts";
import { arnOf, type LaunchTemplate } from "./resources.ts";
import { requestedTags, tagList } from "./tagging.ts";

const described = (template: LaunchTemplate): Described => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  CreateTime: new Date(template.createdAt),
  CreatedBy: template.createdBy,
  DefaultVersionNumber: template.defaultVersion,
  LatestVersionNumber: latestVersion(template),
  Tags: tagList(template.tags),
});

/** What a caller must be allowed to do to act on the launch template that it names. */
export const templateNeed =
  ({ surroundings, resources }: Ec2, action: string) =>
  (reference: LaunchTemplateReference): Need[] => {
    const template = lookUp(resources["launch-template"].values(), reference);
    const id = template?.id ?? reference.LaunchTemplateId ?? "*";
    return [{ action, resource: arnOf(surroundings, "launch-template", id), tags: template?.tags ?? {} }];
  };

/** CreateLaunchTemplate, DescribeLaunchTemplates, ModifyLaunchTemplate, DeleteLaunchTemplate. */
export const launchTemplateOperations = (ec2: Ec2) => {
  const { surroundings, resources, tagging, clientTokens } = ec2;
  const templates = resources["launch-template"];

  return {
    CreateLaunchTemplate: operation<CreateLaunchTemplateCommandInput, CreateLaunchTemplateCommandOutput>({
      accepts: ["ClientToken", "LaunchTemplateName", "VersionDescription", "LaunchTemplateData", "TagSpecifications"],
      needs({ TagSpecifications }) {
        const resource = arnOf(surroundings, "launch-template", "*");
        const requestTags = requestedTags(TagSpecifications, "launch-template");
        return [
          { action: "ec2:CreateLaunchTemplate", resource, requestTags },
          ...(Object.keys(requestTags).length > 0 ? [{ action: "ec2:CreateTags", resource, requestTags }] : []),
        ];
      },
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
          if (lookUp(templates.values(), { LaunchTemplateName: name }) !== undefined)
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
          templates.put(template.id, template);
          tagging.created("launch-template", template);
          return { LaunchTemplate: described(template), Warning: warningOf(data, resources) };
        }),
    }),

    DescribeLaunchTemplates: operation<DescribeLaunchTemplatesCommandInput, DescribeLaunchTemplatesCommandOutput>({
      accepts: ["LaunchTemplateIds", "LaunchTemplateNames", "Filters", "NextToken", "MaxResults"],
      run(input) {
        const { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [] } = input;
        const seen = templates.seenValues();
        for (const id of ids) findTemplate(seen, { LaunchTemplateId: id });
        if (names.some((name) => lookUp(seen, { LaunchTemplateName: name }) === undefined))
          throw new AwsError(
            "InvalidLaunchTemplateName.NotFoundException",
            "At least one of the launch templates specified in the request does not exist.",
          );
        const asked = ids.length + names.length > 0;
        const named = asked ? seen.filter(({ id, name }) => ids.includes(id) || names.includes(name)) : seen;
        const matching = filtered(named, input.Filters, {
          "launch-template-name": ({ name }) => [name],
          "create-time": ({ createdAt }) => [new Date(createdAt).toISOString()],
        });
        const { items, next } = paged(matching, input, {
          pageSize: surroundings.pageSize,
          least: 1,
          most: 200,
          ids: [...ids, ...names],
          idsName: "launchTemplateIds",
        });
        return { LaunchTemplates: items.map(described), NextToken: next };
      },
    }),

    ModifyLaunchTemplate: operation<ModifyLaunchTemplateCommandInput, ModifyLaunchTemplateCommandOutput>({
      accepts: ["ClientToken", "LaunchTemplateId", "LaunchTemplateName", "DefaultVersion"],
      needs: templateNeed(ec2, "ec2:ModifyLaunchTemplate"),
      run: (input) =>
        clientTokens("ModifyLaunchTemplate", input, () => {
          if (input.DefaultVersion === undefined) throw missingParameter("SetDefaultVersion");
          const template = findTemplate(templates.values(), input);
          const modified = { ...template, defaultVersion: findVersion(template, input.DefaultVersion).number };
          templates.put(template.id, modified);
          return { LaunchTemplate: described(modified) };
        }),
    }),

    DeleteLaunchTemplate: operation<DeleteLaunchTemplateCommandInput, DeleteLaunchTemplateCommandOutput>({
      accepts: ["LaunchTemplateId", "LaunchTemplateName"],
      needs: templateNeed(ec2, "ec2:DeleteLaunchTemplate"),
      run(input) {
        const template = findTemplate(templates.values(), input);
        templates.remove(template.id);
        return { LaunchTemplate: described(template) };
      },
    }),
  };
};
