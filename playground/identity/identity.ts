import { AwsError } from "../world/aws-error.ts";
import type { Authorizer, InstanceProfiles } from "../world/neighbours.ts";
import { hex, type Random } from "../world/random.ts";
import type { Need, Principal } from "../world/service.ts";
import { type Accounts, accountIn, createAccounts, type InstanceProfile, type Role, roleArnOf } from "./accounts.ts";
import { evaluate, parsePolicy } from "./policy.ts";
import { parseTrust, trustsPrincipal, trustsService } from "./trust.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** IAM and the credentials of STS, for the gateway and for the services that act under a role. */
export interface Identity extends Authorizer, InstanceProfiles {
  /** Registers or replaces a role. Throws, naming it, for what its policies hold that cannot be evaluated. */
  putRole(role: Role): void;
  removeRole(arn: string): void;
  roles(): readonly Role[];
  /** Registers or replaces an instance profile. */
  putInstanceProfile(profile: InstanceProfile): void;
  removeInstanceProfile(arn: string): void;
  instanceProfiles(): readonly InstanceProfile[];
  /** Whether the role exists and lets a service such as `lambda.amazonaws.com` assume it. */
  trustsService(roleArn: string, service: string): boolean;
  /** Whether the role exists and its trust policy lets a principal do with it what is needed: `sts:AssumeRole`, `sts:TagSession`. */
  trustsPrincipal(principal: Principal, need: Need): boolean;
  /** Credentials under a role, for a session with tags of its own beside the role's. `crash` kills the process that they are for. */
  issue(session: {
    readonly roleArn: string;
    readonly sessionName: string;
    readonly tags?: Readonly<Record<string, string>>;
    /** Those of the tags that a session begun with these credentials has too. */
    readonly transitiveTags?: Readonly<Record<string, string>>;
    readonly crash?: () => void;
  }): Credentials;
  /** Ends credentials: a call with them is then refused. */
  revoke(accessKeyId: string): void;
  /** Whose key it is. Any key that was never issued is the operator's, who may do everything. */
  principalOf(accessKeyId: string): Principal;
  /** Of a principal, or of a role by its ARN: throws AwsError `AccessDeniedException` with AWS's text unless it may. */
  authorize(who: string | Principal, need: Need): void;
}

const denied = (arn: string, { action, resource, refusedWith }: Need, explicitly: boolean): AwsError => {
  if (refusedWith !== undefined) return new AwsError("AccessDeniedException", refusedWith, { status: 403 });
  const because = explicitly
    ? "with an explicit deny in an identity-based policy"
    : `because no identity-based policy allows the ${action} action`;
  return new AwsError(
    "AccessDeniedException",
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
    { status: 403 },
  );
};

const expired = () =>
  new AwsError("ExpiredTokenException", "The security token included in the request is expired", { status: 403 });

type Profiles = Pick<Identity, "putInstanceProfile" | "removeInstanceProfile" | "instanceProfiles" | "instanceProfile">;

const profilesOf = (all: Accounts["instanceProfiles"], account: string): Profiles => {
  const own = () => [...all.values()].filter(({ arn }) => accountIn(arn) === account);
  return {
    putInstanceProfile: (profile) => void all.set(profile.arn, profile),
    removeInstanceProfile: (arn) => void all.delete(arn),
    instanceProfiles: own,
    instanceProfile: ({ Arn, Name }) =>
      own().find(({ arn, name }) => (Arn === undefined ? name === Name : arn === Arn)),
  };
};

/** One account as seen in a region; at first nobody but the operator may do anything. */
export const createIdentity = (
  world: { readonly account: string; readonly region: string; readonly random: Random },
  { roles, instanceProfiles, sessions, revoked }: Accounts = createAccounts(),
): Identity => {
  const operator: Principal = { arn: `arn:aws:iam::${world.account}:user/operator` };

  const judged = (principal: Principal, need: Need) => ({ need, principal, region: world.region });

  return {
    putRole(role) {
      const parsed = Object.entries(role.policies).map(([name, document]) => parsePolicy(name, document));
      roles.set(role.arn, { ...role, parsed, trusts: parseTrust(role.name, role.trust) });
    },
    removeRole: (arn) => void roles.delete(arn),
    roles: () =>
      [...roles.values()]
        .filter(({ arn }) => accountIn(arn) === world.account)
        .map(({ parsed: _, trusts: __, ...role }) => role),
    ...profilesOf(instanceProfiles, world.account),
    trustsService(roleArn, service) {
      const request = judged({ arn: service }, { action: "sts:AssumeRole", resource: roleArn });
      return trustsService(roles.get(roleArn)?.trusts ?? [], service, request);
    },
    trustsPrincipal(principal, need) {
      const trust = roles.get(need.resource)?.trusts ?? [];
      return trustsPrincipal(trust, roleArnOf(roles, principal.arn), judged(principal, need));
    },

    issue({ roleArn, sessionName, tags = {}, transitiveTags = {}, crash }) {
      const role = roles.get(roleArn);
      if (role === undefined) throw new AwsError("NoSuchEntityException", `The role ${roleArn} cannot be found.`);
      const digits = hex(world.random, 16).toUpperCase();
      const accessKeyId = `ASIA${digits}`;
      const arn = `arn:aws:sts::${accountIn(role.arn)}:assumed-role/${role.name}/${sessionName}`;
      const principal = { arn, tags: { ...role.tags, ...tags }, transitiveTags };
      sessions.set(accessKeyId, crash === undefined ? principal : { ...principal, crash });
      return { accessKeyId, secretAccessKey: hex(world.random, 40), sessionToken: `session-${digits}` };
    },
    revoke(accessKeyId) {
      // Remembered, or a process that outlives its credentials would turn into the operator.
      if (sessions.delete(accessKeyId)) revoked.add(accessKeyId);
    },
    principalOf(accessKeyId) {
      if (revoked.has(accessKeyId)) throw expired();
      return sessions.get(accessKeyId) ?? operator;
    },

    authorize(who, need) {
      const principal = typeof who === "string" ? { arn: who } : who;
      if (principal.arn === operator.arn) return;
      const role = roles.get(roleArnOf(roles, principal.arn) ?? "");
      const tagged = { ...principal, tags: principal.tags ?? role?.tags ?? {} };
      // A role that is passed or assumed is judged by its tags, whichever service asks.
      const tags = need.tags ?? roles.get(need.resource)?.tags ?? {};
      const decision = evaluate(role?.parsed ?? [], judged(tagged, { ...need, tags }));
      if (decision === "allowed") return;
      throw denied(principal.arn, need, decision === "explicitly denied");
    },
  };
};
