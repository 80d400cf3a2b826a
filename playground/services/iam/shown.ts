import type { InstanceProfile as ShownProfile, Role as ShownRole, Tag } from "@aws-sdk/client-iam";
import type { InstanceProfile, Role } from "../../identity/accounts.ts";
import { userIdOf } from "../../identity/user-id.ts";
import type { IamContext } from "./context.ts";
import { shownDocument } from "./documents.ts";
import { pathInArn } from "./lookup.ts";

/** Tags as IAM lists them. */
export const shownTags = (tags: Readonly<Record<string, string>> = {}): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** The tags of a request, by key. */
export const tagsOf = (tags: readonly Tag[] = []): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));

/** A role as lists show it: "IAM resource-listing operations return a subset of the available attributes", no tags and no last use. */
export const listedRole = (role: Role): ShownRole => ({
  Path: pathInArn(role.arn),
  RoleName: role.name,
  // As GetCallerIdentity tells it of the role's sessions.
  RoleId: userIdOf(`role/${role.name}/`).split(":")[0],
  Arn: role.arn,
  CreateDate: new Date(role.createdAt ?? 0),
  AssumeRolePolicyDocument: shownDocument(role.trust),
  Description: role.description,
  MaxSessionDuration: role.longestSession ?? 3600,
});

/** A role by itself. */
export const shownRole = (role: Role): ShownRole => {
  const tags = shownTags(role.tags);
  return { ...listedRole(role), ...(tags.length === 0 ? {} : { Tags: tags }), RoleLastUsed: {} };
};

/** An instance profile with its role. */
export const shownInstanceProfile = ({ identity }: IamContext, profile: InstanceProfile): ShownProfile => {
  const tags = shownTags(profile.tags);
  return {
    Path: pathInArn(profile.arn),
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdAt),
    Roles: identity
      .roles()
      .filter(({ arn }) => arn === profile.roleArn)
      .map(listedRole),
    ...(tags.length === 0 ? {} : { Tags: tags }),
  };
};
