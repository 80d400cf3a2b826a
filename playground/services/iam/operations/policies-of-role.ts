/** Inline policies of roles: the playground knows no managed ones. */
import type {
  DeleteRolePolicyCommandInput,
  DeleteRolePolicyCommandOutput,
  GetRolePolicyCommandInput,
  GetRolePolicyCommandOutput,
  ListAttachedRolePoliciesCommandInput,
  ListAttachedRolePoliciesCommandOutput,
  ListRolePoliciesCommandInput,
  ListRolePoliciesCommandOutput,
  PutRolePolicyCommandInput,
  PutRolePolicyCommandOutput,
} from "@aws-sdk/client-iam";
import { operation } from "../../../world/service.ts";
import type { IamContext } from "../context.ts";
import { readPolicy, shownDocument } from "../documents.ts";
import { noSuchEntity } from "../errors.ts";
import { checkName, roleNamed, roleNeed } from "../lookup.ts";
import { iamPage } from "../paging.ts";

const noPolicy = (name: string) => noSuchEntity(`The role policy with name ${name}`);

/**
 * A new policy, or one in the place of that of the same name.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
export const putRolePolicy = (iam: IamContext) =>
  operation<PutRolePolicyCommandInput, PutRolePolicyCommandOutput>({
    accepts: ["RoleName", "PolicyName", "PolicyDocument"],
    needs: ({ RoleName }) => [roleNeed(iam, "PutRolePolicy", RoleName)],
    run({ RoleName, PolicyName = "", PolicyDocument = "" }) {
      checkName("policyName", PolicyName, 128, "/");
      const role = roleNamed(iam, RoleName);
      const document = readPolicy(PolicyName, PolicyDocument);
      iam.identity.putRole({ ...role, policies: { ...role.policies, [PolicyName]: document } });
      return {};
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export const getRolePolicy = (iam: IamContext) =>
  operation<GetRolePolicyCommandInput, GetRolePolicyCommandOutput>({
    accepts: ["RoleName", "PolicyName"],
    needs: ({ RoleName }) => [roleNeed(iam, "GetRolePolicy", RoleName)],
    run({ RoleName, PolicyName = "" }) {
      const { name, policies } = roleNamed(iam, RoleName);
      if (!Object.hasOwn(policies, PolicyName)) throw noPolicy(PolicyName);
      return { RoleName: name, PolicyName, PolicyDocument: shownDocument(policies[PolicyName]) };
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html */
export const listRolePolicies = (iam: IamContext) =>
  operation<ListRolePoliciesCommandInput, ListRolePoliciesCommandOutput>({
    accepts: ["RoleName", "Marker", "MaxItems"],
    needs: ({ RoleName }) => [roleNeed(iam, "ListRolePolicies", RoleName)],
    run({ RoleName, ...asked }) {
      const { items, rest } = iamPage(iam, Object.keys(roleNamed(iam, RoleName).policies), asked);
      return { PolicyNames: items, ...rest };
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html */
export const deleteRolePolicy = (iam: IamContext) =>
  operation<DeleteRolePolicyCommandInput, DeleteRolePolicyCommandOutput>({
    accepts: ["RoleName", "PolicyName"],
    needs: ({ RoleName }) => [roleNeed(iam, "DeleteRolePolicy", RoleName)],
    run({ RoleName, PolicyName = "" }) {
      const role = roleNamed(iam, RoleName);
      if (!Object.hasOwn(role.policies, PolicyName)) throw noPolicy(PolicyName);
      const { [PolicyName]: _, ...policies } = role.policies;
      iam.identity.putRole({ ...role, policies });
      return {};
    },
  });

/**
 * Managed policies: a role has none.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html
 */
export const listAttachedRolePolicies = (iam: IamContext) =>
  operation<ListAttachedRolePoliciesCommandInput, ListAttachedRolePoliciesCommandOutput>({
    accepts: ["RoleName", "PathPrefix", "Marker", "MaxItems"],
    needs: ({ RoleName }) => [roleNeed(iam, "ListAttachedRolePolicies", RoleName)],
    run({ RoleName }) {
      roleNamed(iam, RoleName);
      return { AttachedPolicies: [], IsTruncated: false };
    },
  });
