import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { githubIssuer, githubSubjects } from "../../../command/ci/github.ts";
import { gitlabSubject } from "../../../command/ci/gitlab.ts";
import { jenkinsSubjects } from "../../../command/ci/jenkins.ts";
import { type Pipeline, pipelinesOf } from "../../../command/ci/pipelines.ts";
import { accessOf, rolePolicy, rolesOf, roleTemplate, trustPolicy } from "../../../command/ci/role.ts";
import { installation, oneSidedOf, seventeen, twoSidedOf } from "./some-environments.ts";

const pipelines = pipelinesOf([twoSidedOf("web-live"), oneSidedOf("db-live")], installation);

/** Roles for GitHub's jobs of a repository. */
const githubRoles = (those: readonly Pipeline[], repository: string, ids: string | undefined) =>
  rolesOf(those, installation, "github", (part) => ({
    ...githubIssuer,
    subjects: githubSubjects(part, { repository, ids }),
  }));

describe("the subjects", () => {
  it("of GitHub name the environment, by the repository's name, and with its numbers too where they are known", () => {
    const live = pipelines.slice(0, 1);
    expect(githubSubjects(live, { repository: "acme/web", ids: undefined })).toEqual([
      "repo:acme/web:environment:web-live",
    ]);
    expect(githubSubjects(live, { repository: "acme/web", ids: "12/34" })).toEqual([
      "repo:acme/web:environment:web-live",
      "repo:acme@12/web@34:environment:web-live",
    ]);
  });

  it("of GitLab name project and branch, those of Jenkins the job's address", () => {
    expect(gitlabSubject("acme/shop/web", "main")).toBe("project_path:acme/shop/web:ref_type:branch:ref:main");
    expect(jenkinsSubjects(pipelines.slice(0, 1), "https://jenkins.example.com/")).toEqual([
      "https://jenkins.example.com/job/sarcelle-web-live/",
    ]);
  });
});

describe("the role", () => {
  it("may start the machines of its jobs and see how their executions end, and nothing else", () => {
    const arn = (type: string, machine: string) =>
      `arn:aws:states:eu-west-1:123456789012:${type}:sarcelle-live-${machine}`;
    expect(rolePolicy(pipelines.flatMap(({ jobs }) => jobs)).Statement).toEqual([
      {
        Sid: "StartDeployments",
        Effect: "Allow",
        Action: ["states:StartExecution"],
        Resource: ["blue-green", "rollback", "rolling-update"].map((machine) => arn("stateMachine", machine)),
      },
      {
        Sid: "WatchDeployments",
        Effect: "Allow",
        Action: ["states:DescribeExecution", "states:GetExecutionHistory"],
        Resource: ["blue-green", "rollback", "rolling-update"].map((machine) => arn("execution", `${machine}:*`)),
      },
    ]);
  });

  it("trusts whole subjects of its audience alone, or the agent's role", () => {
    const trusted = { issuer: "https://gitlab.com", audience: "sts.amazonaws.com", subjects: ["a", "b"] };
    expect(trustPolicy(trusted, "PROVIDER").Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Federated: "PROVIDER" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { "gitlab.com:aud": "sts.amazonaws.com", "gitlab.com:sub": ["a", "b"] } },
      },
    ]);
    const agentRole = "arn:aws:iam::123456789012:role/agent";
    expect(trustPolicy({ agentRole }, "").Statement).toEqual([
      { Effect: "Allow", Principal: { AWS: agentRole }, Action: "sts:AssumeRole" },
    ]);
  });

  it("is one, unless so many subjects are more than IAM takes: then jobs take the one that trusts them", () => {
    const all = pipelinesOf(seventeen, installation);
    expect(githubRoles(all, "acme/web", undefined).map(({ name }) => name)).toEqual([
      "sarcelle-live-ci-github-eu-west-1",
    ]);
    const roles = githubRoles(all, "a-rather-long-company-name/job-matching", "1234567890/9876543210");
    expect(roles.map(({ name }) => name)).toEqual([
      "sarcelle-live-ci-github-eu-west-1",
      "sarcelle-live-ci-github-eu-west-1-2",
    ]);
    expect(roles.flatMap((role) => role.pipelines)).toEqual(all);
    for (const { trusted } of roles)
      expect(JSON.stringify(trustPolicy(trusted, "x".repeat(96))).length).toBeLessThanOrEqual(2_048);
    expect(accessOf("ijm-live-q", roles, installation).role).toBe(
      "arn:aws:iam::123456789012:role/sarcelle-live-ci-github-eu-west-1-2",
    );
  });

  it("lasts in a session as long as its longest job, and makes the account's provider unless it is named", () => {
    const { Parameters, Resources } = parse(
      roleTemplate(githubRoles(pipelines, "acme/web", "1/2"), installation, "github"),
    );
    expect(Object.keys(Parameters)).toEqual(["ProviderArn"]);
    expect(Object.keys(Resources)).toEqual(["Provider", "Role"]);
    expect(Resources.Role.Properties).toMatchObject({
      RoleName: "sarcelle-live-ci-github-eu-west-1",
      MaxSessionDuration: (360 + 60 + 15) * 60,
      Policies: [{ PolicyDocument: rolePolicy(pipelines.flatMap(({ jobs }) => jobs)) }],
    });
    expect(Resources.Provider).toEqual({
      Type: "AWS::IAM::OIDCProvider",
      Condition: "MakesProvider",
      Properties: { Url: "https://token.actions.githubusercontent.com", ClientIdList: ["sts.amazonaws.com"] },
    });
  });
});
