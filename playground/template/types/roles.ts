import * as z from "zod";
import { document, number, resourceType, tagRecord, tags } from "../resource-type.ts";

const policy = z.strictObject({ PolicyName: z.string(), PolicyDocument: document });

const roleProperties = z.strictObject({
  RoleName: z.string().max(64).optional(),
  Path: z.string().optional(),
  Description: z.string().optional(),
  AssumeRolePolicyDocument: document,
  Policies: z.array(policy).optional(),
  // AWS's own managed policies would be a second source of truth here: a role says itself what it may do.
  ManagedPolicyArns: z.array(z.never("the playground knows no managed policies")).optional(),
  MaxSessionDuration: number.optional(),
  Tags: tags.optional(),
});

const roleNamed = (name: string, properties: z.infer<typeof roleProperties>, account: string) => ({
  arn: `arn:aws:iam::${account}:role${properties.Path ?? "/"}${name}`,
  name,
  trust: properties.AssumeRolePolicyDocument,
  ...(properties.Tags === undefined ? {} : { tags: tagRecord(properties.Tags) }),
  ...(properties.Description === undefined ? {} : { description: properties.Description }),
  ...(properties.MaxSessionDuration === undefined ? {} : { longestSession: properties.MaxSessionDuration }),
  policies: Object.fromEntries(
    (properties.Policies ?? []).map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]),
  ),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role = resourceType(roleProperties, {
  async create(properties, { handlers, account, madeUpName }) {
    const name = properties.RoleName ?? madeUpName;
    const made = roleNamed(name, properties, account);
    await handlers.putRole(made);
    return { ref: name, attributes: { Arn: made.arn } };
  },
  update: (properties, { existing }, { handlers, account }) =>
    handlers.putRole(roleNamed(existing.ref, properties, account)),
  remove: ({ attributes }, { handlers }) => handlers.removeRole(attributes.Arn ?? ""),
  existing: (properties, { handlers, account }) =>
    properties.RoleName !== undefined && handlers.roleExists(properties.RoleName)
      ? { ref: properties.RoleName, attributes: { Arn: roleNamed(properties.RoleName, properties, account).arn } }
      : undefined,
  replacedBy: ["RoleName", "Path"],
  // "IAM … eventually consistent": CloudFormation waits for a new role to be seen everywhere.
  seconds: { create: 17, update: 14, remove: 2 },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html */
export const rolePolicy = resourceType(
  z.strictObject({ PolicyName: z.string(), PolicyDocument: document, Roles: z.array(z.string()).min(1) }),
  {
    async create({ PolicyName, PolicyDocument, Roles }, { handlers, madeUpName }) {
      for (const name of Roles)
        await handlers.ask("iam", "PutRolePolicy", {
          RoleName: name,
          PolicyName,
          PolicyDocument: JSON.stringify(PolicyDocument),
        });
      return { ref: madeUpName, attributes: {} };
    },
    async remove(_, { handlers }, { PolicyName, Roles }) {
      for (const name of Roles) await handlers.ask("iam", "DeleteRolePolicy", { RoleName: name, PolicyName });
    },
    seconds: { create: 16, update: 16, remove: 1 },
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html */
export const instanceProfile = resourceType(
  z.strictObject({
    InstanceProfileName: z.string().optional(),
    Path: z.string().optional(),
    Roles: z.array(z.string()).length(1, "an instance profile has one role"),
  }),
  {
    async create({ InstanceProfileName, Path = "/", Roles }, { handlers, account, madeUpName }) {
      const name = InstanceProfileName ?? madeUpName;
      await handlers.ask("iam", "CreateInstanceProfile", { InstanceProfileName: name, Path });
      await handlers.ask("iam", "AddRoleToInstanceProfile", { InstanceProfileName: name, RoleName: Roles[0] });
      return { ref: name, attributes: { Arn: `arn:aws:iam::${account}:instance-profile${Path}${name}` } };
    },
    async update({ Roles }, { existing: { ref }, before }, { handlers }) {
      const profile = { InstanceProfileName: ref };
      await handlers.ask("iam", "RemoveRoleFromInstanceProfile", { ...profile, RoleName: before.Roles[0] });
      await handlers.ask("iam", "AddRoleToInstanceProfile", { ...profile, RoleName: Roles[0] });
    },
    async remove({ ref }, { handlers }, { Roles }) {
      await handlers.ask("iam", "RemoveRoleFromInstanceProfile", { InstanceProfileName: ref, RoleName: Roles[0] });
      await handlers.ask("iam", "DeleteInstanceProfile", { InstanceProfileName: ref });
    },
    replacedBy: ["InstanceProfileName", "Path"],
    // "a hardcoded 2min delay for creating instance profiles": https://github.com/hashicorp/terraform/issues/15341
    seconds: { create: 120, update: 120, remove: 2 },
  },
);
