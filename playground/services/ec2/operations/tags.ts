/** CreateTags, DeleteTags and DescribeTags: of every type of resource, told by the prefix of its id. */
import type {
  CreateTagsCommandInput,
  CreateTagsCommandOutput,
  DeleteTagsCommandInput,
  DeleteTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  Tag,
} from "@aws-sdk/client-ec2";
import type { Records } from "../../../world/records.ts";
import { type Need, operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { invalidValue, missingParameter, notFound } from "../errors.ts";
import { filtered } from "../filters.ts";
import { paged } from "../paging.ts";
import { arnOf, type Ec2ResourceType, type Tagged, typeOf } from "../resources.ts";
import { checkTags, tagsFrom } from "../tagging.ts";

const notFoundCodes: Readonly<Record<Ec2ResourceType, readonly [code: string, what: string]>> = {
  image: ["InvalidAMIID.NotFound", "image ID"],
  vpc: ["InvalidVpcID.NotFound", "vpc ID"],
  subnet: ["InvalidSubnetID.NotFound", "subnet ID"],
  "security-group": ["InvalidGroup.NotFound", "security group"],
  "security-group-rule": ["InvalidSecurityGroupRuleId.NotFound", "security group rule ID"],
  "launch-template": ["InvalidLaunchTemplateId.NotFound", "launch template ID"],
  "key-pair": ["InvalidKeyPair.NotFound", "key pair"],
  instance: ["InvalidInstanceID.NotFound", "instance ID"],
};

interface TagRecord extends Tagged {
  readonly resource: string;
  readonly type: Ec2ResourceType;
  readonly key: string;
  readonly value: string;
}

const recordOf = ({ resources }: Ec2Context, id: string): Tagged | undefined => {
  const type = typeOf(id);
  const records: Records<Tagged> | undefined = type && resources[type];
  return records?.get(id);
};

/** The resources that a request tags, with their types. Throws AwsError. */
const taggedBy = (
  ec2: Ec2Context,
  ids: readonly string[] | undefined,
): readonly (readonly [Ec2ResourceType, string])[] => {
  if (ids === undefined || ids.length === 0) throw missingParameter("resourceIdSet");
  return ids.map((id) => {
    const type = typeOf(id);
    if (type === undefined) throw invalidValue(`The ID '${id}' is not valid`);
    if (recordOf(ec2, id) === undefined) throw notFound(...notFoundCodes[type], [id]);
    return [type, id];
  });
};

const unvalued = (tags: readonly Tag[] = []): readonly string[] =>
  tags.flatMap(({ Key = "", Value }) => (Value === undefined ? [Key] : []));

const tagNeeds =
  (ec2: Ec2Context, action: string) =>
  ({ Resources = [], Tags }: CreateTagsCommandInput | DeleteTagsCommandInput): Need[] =>
    Resources.map((id) => ({
      action,
      resource: arnOf(ec2.surroundings, typeOf(id) ?? "*", id),
      tags: recordOf(ec2, id)?.tags ?? {},
      requestTags: tagsFrom(Tags?.filter(({ Value }) => Value !== undefined || action === "ec2:CreateTags")),
      ...(action === "ec2:CreateTags" ? {} : { tagKeys: unvalued(Tags) }),
    }));

const allTags = ({ resources }: Ec2Context): readonly TagRecord[] =>
  (Object.keys(resources) as Ec2ResourceType[]).flatMap((type) => {
    const records: Records<Tagged> = resources[type];
    return records.seenValues().flatMap((record) =>
      Object.entries(record.tags).map(
        ([key, value]): TagRecord => ({
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

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html */
export const createResourceTags = (ec2: Ec2Context) =>
  operation<CreateTagsCommandInput, CreateTagsCommandOutput>({
    accepts: ["Resources", "Tags"],
    needs: tagNeeds(ec2, "ec2:CreateTags"),
    run({ Resources, Tags }) {
      if (Tags === undefined || Tags.length === 0) throw missingParameter("tagSet");
      checkTags(Tags);
      for (const [type, id] of taggedBy(ec2, Resources))
        ec2.tagging.retag(type, id, (tags) => ({ ...tags, ...tagsFrom(Tags) }));
      return {};
    },
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html */
export const deleteResourceTags = (ec2: Ec2Context) =>
  operation<DeleteTagsCommandInput, DeleteTagsCommandOutput>({
    accepts: ["Resources", "Tags"],
    needs: tagNeeds(ec2, "ec2:DeleteTags"),
    run({ Resources, Tags }) {
      if (Tags !== undefined) checkTags(Tags);
      // "If you omit this parameter, we delete all user-defined tags"; a given value must match, an omitted one matches any.
      const goes = (key: string, value: string) =>
        Tags === undefined
          ? !key.startsWith("aws:")
          : Tags.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value));
      for (const [type, id] of taggedBy(ec2, Resources))
        ec2.tagging.retag(type, id, (tags) =>
          Object.fromEntries(Object.entries(tags).filter(([key, value]) => !goes(key, value))),
        );
      return {};
    },
  });

/**
 * One entry for each tag of each resource.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html
 */
export const describeResourceTags = (ec2: Ec2Context) =>
  operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>({
    accepts: ["Filters", "MaxResults", "NextToken"],
    run(input) {
      const matching = filtered(allTags(ec2), input.Filters, {
        key: ({ key }) => [key],
        value: ({ value }) => [value],
        "resource-id": ({ resource }) => [resource],
        "resource-type": ({ type }) => [type],
      });
      const { items, next } = paged(matching, input, {
        pageSize: ec2.surroundings.pageSize,
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
  });
