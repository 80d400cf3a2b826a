import type { DescribeLaunchTemplatesCommandInput, DescribeLaunchTemplatesCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedLaunchTemplate } from "../described-launch-template.ts";
import { filtered } from "../filters.ts";
import { findTemplate, lookUp } from "../launch-template-lookup.ts";
import { paged } from "../paging.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplates.html */
export const describeLaunchTemplates = ({ surroundings, resources }: Ec2Context) =>
  operation<DescribeLaunchTemplatesCommandInput, DescribeLaunchTemplatesCommandOutput>({
    accepts: ["LaunchTemplateIds", "LaunchTemplateNames", "Filters", "NextToken", "MaxResults"],
    run(input) {
      const { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [] } = input;
      const seen = resources["launch-template"].seenValues();
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
      return { LaunchTemplates: items.map(describedLaunchTemplate), NextToken: next };
    },
  });
