/** The roles and sessions of all accounts, which know no regions. */
import { remembered } from "../world/remembered.ts";
import type { Principal } from "../world/service.ts";
import type { Policy } from "./policy.ts";
import type { Trust } from "./trust.ts";

export interface Role {
  readonly arn: string;
  readonly name: string;
  /** The trust policy: who may assume the role. */
  readonly trust: unknown;
  /** Inline policies, by name. */
  readonly policies: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly createdAt?: number;
  readonly description?: string;
  /** In seconds, if not the usual hour. */
  readonly longestSession?: number;
}

/** What stands for a role to EC2. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html */
export interface InstanceProfile {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  /** "An instance profile can contain only one IAM role": its ARN. */
  readonly roleArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

interface KnownRole extends Role {
  readonly parsed: readonly Policy[];
  readonly trusts: Trust;
}

export interface Accounts {
  /** By ARN. */
  readonly roles: Map<string, KnownRole>;
  /** By ARN. */
  readonly instanceProfiles: Map<string, InstanceProfile>;
  /** By access key. */
  readonly sessions: Map<string, Principal>;
  /** The access keys of sessions that are over. */
  readonly revoked: Set<string>;
}

/** Accounts with no roles yet. */
export const createAccounts = (): Accounts => ({
  roles: new Map(),
  instanceProfiles: new Map(),
  sessions: new Map(),
  revoked: new Set(),
});

/** The account in an ARN. */
export const accountIn = (arn: string): string => arn.split(":")[4] ?? "";

/** The account that an access key is of: a key of twelve digits names it; a key that nobody issued is of the account `otherwise`. */
export const accountOfKey = ({ sessions }: Accounts, accessKeyId: string, otherwise: string): string => {
  if (/^\d{12}$/.test(accessKeyId)) return accessKeyId;
  const session = sessions.get(accessKeyId);
  return session === undefined ? otherwise : accountIn(session.arn);
};

/** The name of the role whose session an ARN is; of any other ARN an empty one. */
const roleNameIn = remembered((arn) => /^arn:aws:sts::\d+:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? "");

/** The role behind the session of an assumed role; a role's own ARN is itself. */
export const roleArnOf = (roles: Accounts["roles"], arn: string): string | undefined => {
  if (roles.has(arn)) return arn;
  const name = roleNameIn(arn);
  const account = accountIn(arn);
  for (const role of roles.values()) if (role.name === name && accountIn(role.arn) === account) return role.arn;
  return undefined;
};
