import * as z from "zod";
import { document, number, resourceType, tagRecord, tags } from "../resource-type.ts";

const policy = z.strictObject({ PolicyName: z.string(), PolicyDocument: document });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role = resourceType(
  z.strictObject({
    RoleName: z.string().max(64).optional(),
    Path: z.string().optional(),
    Description: z.string().optional(),
    AssumeRolePolicyDocument: document,
    Policies: z.array(policy).optional(),
    // AWS's own managed policies would be a second source of truth here: a role says itself what it may do.
    ManagedPolicyArns: z.array(z.never("the playground knows no managed policies")).optional(),
    MaxSessionDuration: number.optional(),
    Tags: tags.optional(),
  }),
  async (properties, { handlers, account, madeUpName }) => {
    const name = properties.RoleName ?? madeUpName;
    const arn = `arn:aws:iam::${account}:role${properties.Path ?? "/"}${name}`;
    await handlers.putRole({
      arn,
      name,
      trust: properties.AssumeRolePolicyDocument,
      ...(properties.Tags === undefined ? {} : { tags: tagRecord(properties.Tags) }),
      policies: Object.fromEntries(
        (properties.Policies ?? []).map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]),
      ),
    });
    return { ref: name, attributes: { Arn: arn } };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html */
export const rolePolicy = resourceType(
  z.strictObject({ PolicyName: z.string(), PolicyDocument: document, Roles: z.array(z.string()).min(1) }),
  async ({ PolicyName, PolicyDocument, Roles }, { handlers, madeUpName }) => {
    for (const name of Roles) await handlers.putRolePolicy({ role: name, name: PolicyName, document: PolicyDocument });
    return { ref: madeUpName, attributes: {} };
  },
);
