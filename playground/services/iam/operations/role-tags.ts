import type {
  ListRoleTagsCommandInput,
  ListRoleTagsCommandOutput,
  TagRoleCommandInput,
  TagRoleCommandOutput,
  UntagRoleCommandInput,
  UntagRoleCommandOutput,
} from "@aws-sdk/client-iam";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { IamContext } from "../context.ts";
import { roleNamed, roleNeed } from "../lookup.ts";
import { iamPage } from "../paging.ts";
import { shownTags, tagsOf } from "../shown.ts";

const mostTags = 50;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html */
export const tagRole = (iam: IamContext) =>
  operation<TagRoleCommandInput, TagRoleCommandOutput>({
    accepts: ["RoleName", "Tags"],
    needs: ({ RoleName, Tags }) => [roleNeed(iam, "TagRole", RoleName, { requestTags: tagsOf(Tags) })],
    run({ RoleName, Tags }) {
      const role = roleNamed(iam, RoleName);
      const tags = { ...role.tags, ...tagsOf(Tags) };
      if (Object.keys(tags).length > mostTags)
        throw new AwsError("LimitExceededException", `The number of tags has reached the maximum limit.`, {
          status: 409,
        });
      iam.identity.putRole({ ...role, tags });
      return {};
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html */
export const untagRole = (iam: IamContext) =>
  operation<UntagRoleCommandInput, UntagRoleCommandOutput>({
    accepts: ["RoleName", "TagKeys"],
    needs: ({ RoleName, TagKeys = [] }) => [roleNeed(iam, "UntagRole", RoleName, { tagKeys: TagKeys })],
    run({ RoleName, TagKeys = [] }) {
      const role = roleNamed(iam, RoleName);
      const kept = Object.entries(role.tags ?? {}).filter(([key]) => !TagKeys.includes(key));
      iam.identity.putRole({ ...role, tags: Object.fromEntries(kept) });
      return {};
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html */
export const listRoleTags = (iam: IamContext) =>
  operation<ListRoleTagsCommandInput, ListRoleTagsCommandOutput>({
    accepts: ["RoleName", "Marker", "MaxItems"],
    needs: ({ RoleName }) => [roleNeed(iam, "ListRoleTags", RoleName)],
    run({ RoleName, ...asked }) {
      const { items, rest } = iamPage(iam, shownTags(roleNamed(iam, RoleName).tags), asked);
      return { Tags: items, ...rest };
    },
  });
