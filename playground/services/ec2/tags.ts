import type {
  CreateTagsCommandInput,
  CreateTagsCommandOutput,
  DeleteTagsCommandInput,
  DeleteTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Records } from "../../world/records.ts";
import { type Need, operation } from "../../world/service.ts";
import type { Ec2 } from "./context.ts";
import { invalidValue, missingParameter, notFound } from "./errors.ts";
import { filtered } from "./filters.ts";
import { paged } from "./paging.ts";
import { arnOf, type ResourceType, type Tagged, typeOf } from "./resources.ts";
import { checkTags, tagsOf } from "./tagging.ts";

const notFoundCodes: Readonly<Record<ResourceType, readonly [code: string, what: string]>> = {
  image: ["InvalidAMIID.NotFound", "image ID"],
  vpc: ["InvalidVpcID.NotFound", "vpc ID"],
  subnet: ["InvalidSubnetID.NotFound", "subnet ID"],
  "security-group": ["InvalidGroup.NotFound", "security group"],
  "security-group-rule": ["InvalidSecurityGroupRuleId.NotFound", "security group rule ID"],
  "launch-template": ["InvalidLaunchTemplateId.NotFound", "launch template ID"],
  instance: ["InvalidInstanceID.NotFound", "instance ID"],
};

interface Taggings extends Tagged {
  readonly resource: string;
  readonly type: ResourceType;
  readonly key: string;
  readonly value: string;
}

/** CreateTags, DeleteTags, DescribeTags. */
export const tagOperations = ({ surroundings, resources, tagging }: Ec2) => {
  const recordOf = (id: string): Tagged | undefined => {
    const type = typeOf(id);
    const records: Records<Tagged> | undefined = type && resources[type];
    return records?.get(id);
  };

  const typed = (ids: readonly string[] | undefined): readonly (readonly [ResourceType, string])[] => {
    if (ids === undefined || ids.length === 0) throw missingParameter("resourceIdSet");
    return ids.map((id) => {
      const type = typeOf(id);
      if (type === undefined) throw invalidValue(`The ID '${id}' is not valid`);
      if (recordOf(id) === undefined) throw notFound(...notFoundCodes[type], [id]);
      return [type, id];
    });
  };

  const needs =
    (action: string) =>
    ({ Resources = [], Tags }: CreateTagsCommandInput | DeleteTagsCommandInput): Need[] =>
      Resources.map((id) => ({
        action,
        resource: arnOf(surroundings, typeOf(id) ?? "*", id),
        tags: recordOf(id)?.tags ?? {},
        requestTags: tagsOf(Tags),
      }));

  return {
    CreateTags: operation<CreateTagsCommandInput, CreateTagsCommandOutput>({
      accepts: ["Resources", "Tags"],
      needs: needs("ec2:CreateTags"),
      run({ Resources, Tags }) {
        if (Tags === undefined || Tags.length === 0) throw missingParameter("tagSet");
        checkTags(Tags);
        for (const [type, id] of typed(Resources)) tagging.retag(type, id, (tags) => ({ ...tags, ...tagsOf(Tags) }));
        return {};
      },
    }),

    DeleteTags: operation<DeleteTagsCommandInput, DeleteTagsCommandOutput>({
      accepts: ["Resources", "Tags"],
      needs: needs("ec2:DeleteTags"),
      run({ Resources, Tags }) {
        if (Tags !== undefined) checkTags(Tags);
        // "If you omit this parameter, we delete all user-defined tags"; a given value must match, an omitted one matches any.
        const goes = (key: string, value: string) =>
          Tags === undefined
            ? !key.startsWith("aws:")
            : Tags.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value));
        for (const [type, id] of typed(Resources))
          tagging.retag(type, id, (tags) =>
            Object.fromEntries(Object.entries(tags).filter(([key, value]) => !goes(key, value))),
          );
        return {};
      },
    }),

    DescribeTags: operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>({
      accepts: ["Filters", "MaxResults", "NextToken"],
      run(input) {
        const all = (Object.keys(resources) as ResourceType[]).flatMap((type) => {
          const records: Records<Tagged> = resources[type];
          return records.seenValues().flatMap((record) =>
            Object.entries(record.tags).map(
              ([key, value]): Taggings => ({
                id: record.id,
                tags: { [key]: value },
                resource: record.id,
                type,
                key,
                value,
              }),
            ),
          );
        });
        const matching = filtered(all, input.Filters, {
          key: ({ key }) => [key],
          value: ({ value }) => [value],
          "resource-id": ({ resource }) => [resource],
          "resource-type": ({ type }) => [type],
        });
        const { items, next } = paged(matching, input, {
          pageSize: surroundings.pageSize,
          least: 5,
          most: 1000,
          ids: undefined,
          idsName: "",
        });
        return {
          NextToken: next,
          Tags: items.map(({ resource, type, key, value }) => ({
            ResourceId: resource,
            ResourceType: type,
            Key: key,
            Value: value,
          })),
        };
      },
    }),
  };
};
