/** The roles that a CI takes: whom they trust, and what they may do, as a CloudFormation template. */
import type { Installation, Job, Pipeline } from "./pipelines.ts";
import { sessionSeconds } from "./pipelines.ts";
import { yamlText } from "./yaml-text.ts";

/** Who takes a role: jobs with a token of an OpenID Connect provider, by their subjects, or the agent's own role. */
export type Trusted =
  | { readonly issuer: string; readonly audience: string; readonly subjects: readonly string[] }
  | { readonly agentRole: string };

/** A role with the pipelines whose jobs take it. */
export interface Role {
  readonly name: string;
  readonly pipelines: readonly Pipeline[];
  readonly trusted: Trusted;
}

/** Where a job's calls go, and the ARN of the role in which it makes them. */
export interface Access extends Installation {
  readonly role: string;
}

/** IAM takes so many characters of a trust policy, blanks not counted. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const longestTrust = 2_048;

/** Stands for the ARN of the account's provider until the template is deployed, which is about as long. */
const someProvider = `arn:aws:iam::123456789012:oidc-provider/${"x".repeat(64)}`;

const fits = (trusted: Trusted): boolean =>
  JSON.stringify(trustPolicy(trusted, someProvider)).replaceAll(" ", "").length <= longestTrust;

/**
 * The roles for all pipelines: one, or as many as it takes where the jobs that they trust are too many for the policy of one. A role is the
 * whole account's, so the region is a part of its name.
 */
export const rolesOf = (
  pipelines: readonly Pipeline[],
  { stack, region }: Installation,
  ci: string,
  trustedBy: (pipelines: readonly Pipeline[]) => Trusted,
): readonly Role[] => {
  const parts: Pipeline[][] = [[]];
  for (const pipeline of pipelines) {
    const last = parts.at(-1) ?? [];
    if (last.length === 0 || fits(trustedBy([...last, pipeline]))) last.push(pipeline);
    else parts.push([pipeline]);
  }
  return parts.map((part, index) => ({
    name: `${stack}-ci-${ci}-${region}${index === 0 ? "" : `-${index + 1}`}`,
    pipelines: part,
    trusted: trustedBy(part),
  }));
};

/** Where the jobs of an environment are, with the role that is theirs. */
export const accessOf = (environment: string, roles: readonly Role[], installation: Installation): Access => {
  const role = roles.find(({ pipelines }) => pipelines.some((each) => each.environment === environment));
  return {
    ...installation,
    role: `arn:${installation.partition}:iam::${installation.account}:role/${role?.name ?? ""}`,
  };
};

/** What the jobs need and nothing else: to start the machines that they name, and to see how their executions end. */
export const rolePolicy = (jobs: readonly Job[]) => {
  const machines = [...new Set(jobs.map(({ machine }) => machine))].toSorted();
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "StartDeployments", Effect: "Allow", Action: ["states:StartExecution"], Resource: machines },
      {
        Sid: "WatchDeployments",
        Effect: "Allow",
        Action: ["states:DescribeExecution", "states:GetExecutionHistory"],
        Resource: machines.map((machine) => `${machine.replace(":stateMachine:", ":execution:")}:*`),
      },
    ],
  };
};

const hostOf = (issuer: string): string => issuer.replace(/^https:\/\//, "");

/** The trust policy. `provider` stands for the ARN of the account's OpenID Connect provider. */
export const trustPolicy = (trusted: Trusted, provider: unknown) => {
  const statement =
    "agentRole" in trusted
      ? { Effect: "Allow", Principal: { AWS: trusted.agentRole }, Action: "sts:AssumeRole" }
      : {
          Effect: "Allow",
          Principal: { Federated: provider },
          Action: "sts:AssumeRoleWithWebIdentity",
          // Whole subjects, and no pattern of one: a part of it may be chosen by others.
          Condition: {
            StringEquals: {
              [`${hostOf(trusted.issuer)}:aud`]: trusted.audience,
              [`${hostOf(trusted.issuer)}:sub`]: [...trusted.subjects],
            },
          },
        };
  return { Version: "2012-10-17", Statement: [statement] };
};

/** An account has one provider of an issuer: it is made here, or named. */
const providerParts = ({ issuer, audience }: Extract<Trusted, { readonly issuer: string }>) => ({
  Parameters: {
    ProviderArn: {
      Type: "String",
      Default: "",
      Description: `The account's OpenID Connect provider of ${issuer}, if it has one already; otherwise it is made`,
    },
  },
  Conditions: { MakesProvider: { "Fn::Equals": [{ Ref: "ProviderArn" }, ""] } },
  Resources: {
    Provider: {
      Type: "AWS::IAM::OIDCProvider",
      Condition: "MakesProvider",
      Properties: { Url: issuer, ClientIdList: [audience] },
    },
  },
});

const provider = { "Fn::If": ["MakesProvider", { Ref: "Provider" }, { Ref: "ProviderArn" }] };

const resourceOf = ({ name, pipelines, trusted }: Role) => {
  const jobs = pipelines.flatMap((each) => each.jobs);
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: name,
      // As long as the longest of its jobs may need.
      MaxSessionDuration: sessionSeconds(jobs),
      AssumeRolePolicyDocument: trustPolicy(trusted, provider),
      Policies: [{ PolicyName: "deployments", PolicyDocument: rolePolicy(jobs) }],
    },
  };
};

/** The template of the roles. */
export const roleTemplate = (roles: readonly Role[], { stack }: Installation, ci: string): string => {
  const trusted = roles[0]?.trusted;
  const { Resources = {}, ...parts } = trusted !== undefined && "issuer" in trusted ? providerParts(trusted) : {};
  return yamlText({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `What ${ci} takes to start deployments of ${stack}`,
    ...parts,
    Resources: {
      ...Resources,
      ...Object.fromEntries(roles.map((role, index) => [index === 0 ? "Role" : `Role${index + 1}`, resourceOf(role)])),
    },
  });
};
