import type { AnyOperation } from "../../world/service.ts";
import type { IamContext } from "./context.ts";
import {
  addRoleToInstanceProfile,
  createInstanceProfile,
  deleteInstanceProfile,
  getInstanceProfile,
  listInstanceProfiles,
  listInstanceProfilesForRole,
  removeRoleFromInstanceProfile,
} from "./operations/instance-profiles.ts";
import {
  deleteRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePolicy,
} from "./operations/policies-of-role.ts";
import { listRoleTags, tagRole, untagRole } from "./operations/role-tags.ts";
import { createRole, deleteRole, getRole, listRoles, updateAssumeRolePolicy } from "./operations/roles.ts";

/** IAM's operations, by name. */
export const iamOperations = (iam: IamContext): Readonly<Record<string, AnyOperation>> => ({
  AddRoleToInstanceProfile: addRoleToInstanceProfile(iam),
  CreateInstanceProfile: createInstanceProfile(iam),
  CreateRole: createRole(iam),
  DeleteInstanceProfile: deleteInstanceProfile(iam),
  DeleteRole: deleteRole(iam),
  DeleteRolePolicy: deleteRolePolicy(iam),
  GetInstanceProfile: getInstanceProfile(iam),
  GetRole: getRole(iam),
  GetRolePolicy: getRolePolicy(iam),
  ListAttachedRolePolicies: listAttachedRolePolicies(iam),
  ListInstanceProfiles: listInstanceProfiles(iam),
  ListInstanceProfilesForRole: listInstanceProfilesForRole(iam),
  ListRolePolicies: listRolePolicies(iam),
  ListRoleTags: listRoleTags(iam),
  ListRoles: listRoles(iam),
  PutRolePolicy: putRolePolicy(iam),
  RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile(iam),
  TagRole: tagRole(iam),
  UntagRole: untagRole(iam),
  UpdateAssumeRolePolicy: updateAssumeRolePolicy(iam),
});
