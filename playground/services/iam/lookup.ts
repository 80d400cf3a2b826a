/** How roles and instance profiles are found: by name, which is their own in an account. */
import type { InstanceProfile, Role } from "../../identity/accounts.ts";
import { AwsError } from "../../world/aws-error.ts";
import type { Need } from "../../world/service.ts";
import type { IamContext } from "./context.ts";
import { noSuchEntity } from "./errors.ts";

type Kind = "role" | "instance-profile";

/** The ARN of what is yet to be made. */
export const iamArn = ({ surroundings: { account } }: IamContext, kind: Kind, path: string, name: string): string =>
  `arn:aws:iam::${account}:${kind}${path}${name}`;

/** The path in an ARN: `/` unless said. */
export const pathInArn = (arn: string): string => /^[^/]+(\/(?:.*\/)?)[^/]*$/.exec(arn)?.[1] ?? "/";

const lookUpRole = ({ identity }: IamContext, name: string | undefined): Role | undefined =>
  identity.roles().find((role) => role.name === name);

const lookUpProfile = ({ identity }: IamContext, name: string | undefined): InstanceProfile | undefined =>
  identity.instanceProfiles().find((profile) => profile.name === name);

/** Whether there is one of this name. */
export const isTaken = (iam: IamContext, kind: Kind, name: string): boolean =>
  (kind === "role" ? lookUpRole(iam, name) : lookUpProfile(iam, name)) !== undefined;

/** Throws NoSuchEntity. */
export const roleNamed = (iam: IamContext, name = ""): Role => {
  const role = lookUpRole(iam, name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name}`);
  return role;
};

/** Throws NoSuchEntity. */
export const profileNamed = (iam: IamContext, name = ""): InstanceProfile => {
  const profile = lookUpProfile(iam, name);
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name}`);
  return profile;
};

/** IAM is one for all regions, and stands in us-east-1. */
const global = { "aws:requestedregion": "us-east-1" };

/** What an action on the role of a name needs. */
export const roleNeed = (iam: IamContext, action: string, name = "", more: Partial<Need> = {}): Need => {
  const role = lookUpRole(iam, name);
  const resource = role?.arn ?? iamArn(iam, "role", "/", name);
  return { action: `iam:${action}`, resource, tags: role?.tags ?? {}, context: global, ...more };
};

/** What an action on the instance profile of a name needs. */
export const profileNeed = (iam: IamContext, action: string, name = "", more: Partial<Need> = {}): Need => {
  const profile = lookUpProfile(iam, name);
  const resource = profile?.arn ?? iamArn(iam, "instance-profile", "/", name);
  return { action: `iam:${action}`, resource, tags: profile?.tags ?? {}, context: global, ...more };
};

/** What a list of the whole account needs. */
export const accountNeed = (action: string): Need => ({ action: `iam:${action}`, resource: "*", context: global });

/** Throws ValidationError for a name or a path that nothing in IAM may have. */
export const checkName = (member: string, name: string, longest: number, path: string): void => {
  if (!/^[\w+=,.@-]+$/.test(name) || name.length > longest)
    throw new AwsError(
      "ValidationError",
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  if (!/^\/(?:[\x21-\x7e]{0,510}\/)?$/.test(path))
    throw new AwsError(
      "ValidationError",
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    );
};
