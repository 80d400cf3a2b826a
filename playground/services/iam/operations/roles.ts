import type {
  CreateRoleCommandInput,
  CreateRoleCommandOutput,
  DeleteRoleCommandInput,
  DeleteRoleCommandOutput,
  GetRoleCommandInput,
  GetRoleCommandOutput,
  ListRolesCommandInput,
  ListRolesCommandOutput,
  UpdateAssumeRolePolicyCommandInput,
  UpdateAssumeRolePolicyCommandOutput,
} from "@aws-sdk/client-iam";
import { operation } from "../../../world/service.ts";
import type { IamContext } from "../context.ts";
import { readTrust } from "../documents.ts";
import { deleteConflict, entityAlreadyExists } from "../errors.ts";
import { accountNeed, checkName, iamArn, isTaken, pathInArn, roleNamed, roleNeed } from "../lookup.ts";
import { iamPage } from "../paging.ts";
import { listedRole, shownRole, tagsOf } from "../shown.ts";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const createRole = (iam: IamContext) =>
  operation<CreateRoleCommandInput, CreateRoleCommandOutput>({
    accepts: ["RoleName", "Path", "AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Tags"],
    needs: ({ RoleName, Path = "/", Tags = [] }) => {
      const need = roleNeed(iam, "CreateRole", RoleName, {
        resource: iamArn(iam, "role", Path, RoleName ?? ""),
        requestTags: tagsOf(Tags),
      });
      return [need, ...(Tags.length === 0 ? [] : [{ ...need, action: "iam:TagRole" }])];
    },
    run({ RoleName = "", Path = "/", AssumeRolePolicyDocument = "", Description, MaxSessionDuration, Tags }) {
      checkName("roleName", RoleName, 64, Path);
      const trust = readTrust(RoleName, AssumeRolePolicyDocument);
      if (isTaken(iam, "role", RoleName)) throw entityAlreadyExists(`Role with name ${RoleName}`);
      iam.identity.putRole({
        arn: iamArn(iam, "role", Path, RoleName),
        name: RoleName,
        trust,
        policies: {},
        tags: tagsOf(Tags),
        createdAt: iam.surroundings.clock.now(),
        ...(Description === undefined ? {} : { description: Description }),
        ...(MaxSessionDuration === undefined ? {} : { longestSession: MaxSessionDuration }),
      });
      return { Role: { ...shownRole(roleNamed(iam, RoleName)), RoleLastUsed: undefined } };
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole = (iam: IamContext) =>
  operation<GetRoleCommandInput, GetRoleCommandOutput>({
    accepts: ["RoleName"],
    needs: ({ RoleName }) => [roleNeed(iam, "GetRole", RoleName)],
    run: ({ RoleName }) => ({ Role: shownRole(roleNamed(iam, RoleName)) }),
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const listRoles = (iam: IamContext) =>
  operation<ListRolesCommandInput, ListRolesCommandOutput>({
    accepts: ["PathPrefix", "Marker", "MaxItems"],
    needs: () => [accountNeed("ListRoles")],
    run({ PathPrefix = "/", ...asked }) {
      const under = iam.identity.roles().filter(({ arn }) => pathInArn(arn).startsWith(PathPrefix));
      const { items, rest } = iamPage(iam, under.map(listedRole), asked);
      return { Roles: items, ...rest };
    },
  });

/**
 * Refused while the role has policies, or is in an instance profile.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
 */
export const deleteRole = (iam: IamContext) =>
  operation<DeleteRoleCommandInput, DeleteRoleCommandOutput>({
    accepts: ["RoleName"],
    needs: ({ RoleName }) => [roleNeed(iam, "DeleteRole", RoleName)],
    run({ RoleName }) {
      const { arn, policies } = roleNamed(iam, RoleName);
      if (iam.identity.instanceProfiles().some(({ roleArn }) => roleArn === arn))
        throw deleteConflict("remove roles from instance profile");
      if (Object.keys(policies).length > 0) throw deleteConflict("delete policies");
      iam.identity.removeRole(arn);
      return {};
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
export const updateAssumeRolePolicy = (iam: IamContext) =>
  operation<UpdateAssumeRolePolicyCommandInput, UpdateAssumeRolePolicyCommandOutput>({
    accepts: ["RoleName", "PolicyDocument"],
    needs: ({ RoleName }) => [roleNeed(iam, "UpdateAssumeRolePolicy", RoleName)],
    run({ RoleName = "", PolicyDocument = "" }) {
      const role = roleNamed(iam, RoleName);
      iam.identity.putRole({ ...role, trust: readTrust(RoleName, PolicyDocument) });
      return {};
    },
  });
