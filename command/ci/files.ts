/** The files for a CI: its pipelines, the shell part that all of them run, and the role that they take. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { bambooSpecs } from "./bamboo.ts";
import { githubIssuer, githubSubjects, githubWorkflow, workflowPath } from "./github.ts";
import { gitlabAudience, gitlabFile, gitlabSubject } from "./gitlab.ts";
import { jenkinsfile, jenkinsSubjects } from "./jenkins.ts";
import { type Installation, type Pipeline, pipelinesOf } from "./pipelines.ts";
import { accessOf, type Role, rolesOf, roleTemplate, type Trusted } from "./role.ts";
import type { Addressed } from "./write.ts";
import { headed, type Origin } from "./written-file.ts";

/** What is said of the CI: where its jobs come from, and how they prove it. */
export type Setup =
  | { readonly ci: "github"; readonly repository: string; readonly ids: string | undefined }
  | { readonly ci: "gitlab"; readonly host: string; readonly project: string; readonly branch: string }
  | { readonly ci: "jenkins"; readonly issuer: string }
  | { readonly ci: "jenkins"; readonly agentRole: string }
  | { readonly ci: "bamboo"; readonly agentRole: string; readonly project: string };

/** Beside the pipelines, from the repository's root. */
const folder = "sarcelle-ci";
const scriptPath = `${folder}/deployment.sh`;

/** The shell part, which is the same for each CI and installation. */
export const shellPart = (): string => readFileSync(join(import.meta.dirname, "deployment.sh"), "utf8");

const trustedBy = (setup: Setup, pipelines: readonly Pipeline[]): Trusted => {
  switch (setup.ci) {
    case "github":
      return { ...githubIssuer, subjects: githubSubjects(pipelines, setup) };
    case "gitlab":
      return {
        issuer: `https://${setup.host}`,
        audience: gitlabAudience,
        subjects: [gitlabSubject(setup.project, setup.branch)],
      };
    case "jenkins":
      return "agentRole" in setup
        ? setup
        : {
            issuer: setup.issuer,
            audience: "sts.amazonaws.com",
            subjects: jenkinsSubjects(pipelines, setup.issuer.replace(/\/oidc\/?$/, "")),
          };
    case "bamboo":
      return setup;
  }
};

type Pages = readonly { readonly path: string; readonly text: string; readonly comment?: "//" }[];

const pagesOf = (
  setup: Setup,
  pipelines: readonly Pipeline[],
  installation: Installation,
  roles: readonly Role[],
): Pages => {
  const access = ({ environment }: Pick<Pipeline, "environment">) => accessOf(environment, roles, installation);
  // There is one role wherever all pipelines are in one file.
  const only = access(pipelines[0] ?? { environment: "" });
  switch (setup.ci) {
    case "github":
      return pipelines.map((each) => ({
        path: workflowPath(each),
        text: githubWorkflow(each, access(each), scriptPath),
      }));
    case "gitlab":
      return [
        {
          path: `${folder}/gitlab-${installation.account}-${installation.region}.yml`,
          text: gitlabFile(pipelines, only, { branch: setup.branch, script: scriptPath }),
        },
      ];
    case "jenkins":
      return pipelines.map((each) => ({
        path: `${folder}/Jenkinsfile.${each.environment}`,
        text: jenkinsfile(each, access(each), { script: scriptPath, isOidc: "issuer" in setup }),
        comment: "//",
      }));
    case "bamboo":
      return [
        {
          path: "bamboo-specs/bamboo.yaml",
          text: bambooSpecs(pipelines, only, { project: setup.project, script: scriptPath }),
        },
      ];
  }
};

/** The role's file of an installation. */
export const rolePath = ({ account, region }: Installation, ci: string): string =>
  `${folder}/role-${ci}-${account}-${region}.yml`;

/** Every file for the CI, headed by what was typed for it. */
export const filesOf = (
  setup: Setup,
  environments: readonly AnyEnvironment[],
  installation: Installation,
  typed: string,
): readonly Addressed[] => {
  const { stack, region, account } = installation;
  const pipelines = pipelinesOf(environments, installation);
  const own: Origin = { of: `the stack ${stack} in ${region} of ${account}`, typed };
  const shared: Origin = { of: "every CI", typed };
  const roles = rolesOf(pipelines, installation, setup.ci, (those) => trustedBy(setup, those));
  const file = (path: string, text: string, origin: Origin, comment: "#" | "//" = "#"): Addressed => ({
    path,
    text: headed(text, origin, comment),
    origin,
  });
  return [
    ...pagesOf(setup, pipelines, installation, roles).map(({ path, text, comment }) => file(path, text, own, comment)),
    file(scriptPath, `#!/bin/sh\n${shellPart()}`, shared),
    file(rolePath(installation, setup.ci), roleTemplate(roles, installation, setup.ci), own),
  ];
};
