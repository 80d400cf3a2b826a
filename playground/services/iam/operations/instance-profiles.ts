import type {
  AddRoleToInstanceProfileCommandInput,
  AddRoleToInstanceProfileCommandOutput,
  CreateInstanceProfileCommandInput,
  CreateInstanceProfileCommandOutput,
  DeleteInstanceProfileCommandInput,
  DeleteInstanceProfileCommandOutput,
  GetInstanceProfileCommandInput,
  GetInstanceProfileCommandOutput,
  ListInstanceProfilesCommandInput,
  ListInstanceProfilesCommandOutput,
  ListInstanceProfilesForRoleCommandInput,
  ListInstanceProfilesForRoleCommandOutput,
  RemoveRoleFromInstanceProfileCommandInput,
  RemoveRoleFromInstanceProfileCommandOutput,
} from "@aws-sdk/client-iam";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { passRoles } from "../../pass-roles.ts";
import type { IamContext } from "../context.ts";
import { deleteConflict, entityAlreadyExists, noSuchEntity } from "../errors.ts";
import {
  accountNeed,
  checkName,
  iamArn,
  isTaken,
  pathInArn,
  profileNamed,
  profileNeed,
  roleNamed,
  roleNeed,
} from "../lookup.ts";
import { iamPage } from "../paging.ts";
import { shownInstanceProfile, tagsOf } from "../shown.ts";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html */
export const createInstanceProfile = (iam: IamContext) =>
  operation<CreateInstanceProfileCommandInput, CreateInstanceProfileCommandOutput>({
    accepts: ["InstanceProfileName", "Path", "Tags"],
    needs: ({ InstanceProfileName, Path = "/", Tags = [] }) => {
      const need = profileNeed(iam, "CreateInstanceProfile", InstanceProfileName, {
        resource: iamArn(iam, "instance-profile", Path, InstanceProfileName ?? ""),
        requestTags: tagsOf(Tags),
      });
      return [need, ...(Tags.length === 0 ? [] : [{ ...need, action: "iam:TagInstanceProfile" }])];
    },
    run({ InstanceProfileName: name = "", Path = "/", Tags }) {
      checkName("instanceProfileName", name, 128, Path);
      if (isTaken(iam, "instance-profile", name)) throw entityAlreadyExists(`Instance Profile ${name}`);
      iam.identity.putInstanceProfile({
        arn: iamArn(iam, "instance-profile", Path, name),
        name,
        id: `AIPA${name.toUpperCase()}`,
        createdAt: iam.surroundings.clock.now(),
        roleArn: undefined,
        tags: tagsOf(Tags),
      });
      return { InstanceProfile: shownInstanceProfile(iam, profileNamed(iam, name)) };
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html */
export const getInstanceProfile = (iam: IamContext) =>
  operation<GetInstanceProfileCommandInput, GetInstanceProfileCommandOutput>({
    accepts: ["InstanceProfileName"],
    needs: ({ InstanceProfileName }) => [profileNeed(iam, "GetInstanceProfile", InstanceProfileName)],
    run: ({ InstanceProfileName }) => ({
      InstanceProfile: shownInstanceProfile(iam, profileNamed(iam, InstanceProfileName)),
    }),
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html */
export const listInstanceProfiles = (iam: IamContext) =>
  operation<ListInstanceProfilesCommandInput, ListInstanceProfilesCommandOutput>({
    accepts: ["PathPrefix", "Marker", "MaxItems"],
    needs: () => [accountNeed("ListInstanceProfiles")],
    run({ PathPrefix = "/", ...asked }) {
      const under = iam.identity.instanceProfiles().filter(({ arn }) => pathInArn(arn).startsWith(PathPrefix));
      const { items, rest } = iamPage(iam, under, asked);
      return { InstanceProfiles: items.map((profile) => shownInstanceProfile(iam, profile)), ...rest };
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html */
export const listInstanceProfilesForRole = (iam: IamContext) =>
  operation<ListInstanceProfilesForRoleCommandInput, ListInstanceProfilesForRoleCommandOutput>({
    accepts: ["RoleName", "Marker", "MaxItems"],
    needs: ({ RoleName }) => [roleNeed(iam, "ListInstanceProfilesForRole", RoleName)],
    run({ RoleName, ...asked }) {
      const { arn } = roleNamed(iam, RoleName);
      const own = iam.identity.instanceProfiles().filter(({ roleArn }) => roleArn === arn);
      const { items, rest } = iamPage(iam, own, asked);
      return { InstanceProfiles: items.map((profile) => shownInstanceProfile(iam, profile)), ...rest };
    },
  });

/**
 * "An instance profile can contain only one role"; who puts it there must be allowed to pass it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
 */
export const addRoleToInstanceProfile = (iam: IamContext) =>
  operation<AddRoleToInstanceProfileCommandInput, AddRoleToInstanceProfileCommandOutput>({
    accepts: ["InstanceProfileName", "RoleName"],
    needs: ({ InstanceProfileName, RoleName }) => [
      profileNeed(iam, "AddRoleToInstanceProfile", InstanceProfileName),
      ...passRoles([roleNeed(iam, "PassRole", RoleName).resource], "ec2.amazonaws.com"),
    ],
    run({ InstanceProfileName, RoleName }) {
      const profile = profileNamed(iam, InstanceProfileName);
      const role = roleNamed(iam, RoleName);
      if (profile.roleArn !== undefined)
        throw new AwsError("LimitExceededException", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1", {
          status: 409,
        });
      iam.identity.putInstanceProfile({ ...profile, roleArn: role.arn });
      return {};
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html */
export const removeRoleFromInstanceProfile = (iam: IamContext) =>
  operation<RemoveRoleFromInstanceProfileCommandInput, RemoveRoleFromInstanceProfileCommandOutput>({
    accepts: ["InstanceProfileName", "RoleName"],
    needs: ({ InstanceProfileName }) => [profileNeed(iam, "RemoveRoleFromInstanceProfile", InstanceProfileName)],
    run({ InstanceProfileName, RoleName }) {
      const profile = profileNamed(iam, InstanceProfileName);
      const role = roleNamed(iam, RoleName);
      if (profile.roleArn !== role.arn) throw noSuchEntity(`The role with name ${role.name}`);
      iam.identity.putInstanceProfile({ ...profile, roleArn: undefined });
      return {};
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html */
export const deleteInstanceProfile = (iam: IamContext) =>
  operation<DeleteInstanceProfileCommandInput, DeleteInstanceProfileCommandOutput>({
    accepts: ["InstanceProfileName"],
    needs: ({ InstanceProfileName }) => [profileNeed(iam, "DeleteInstanceProfile", InstanceProfileName)],
    run({ InstanceProfileName }) {
      const profile = profileNamed(iam, InstanceProfileName);
      if (profile.roleArn !== undefined) throw deleteConflict("remove roles from instance profile");
      iam.identity.removeInstanceProfile(profile.arn);
      return {};
    },
  });
