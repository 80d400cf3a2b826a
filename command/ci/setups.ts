/** What is typed of each CI, held to what it has to be. */
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { usageError } from "../program.ts";
import { type CiOptions, writePipelines } from "./ci.ts";

/** The options that were given, as they are typed again: what is in no shell's way is not quoted. */
const typedAgain = (options: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(options).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag} ${value}`]));

const usual = ({ service, stack, folder }: CiOptions) => ({
  service,
  stack: stack === "sarcelle-live" ? undefined : stack,
  folder: folder === "." ? undefined : folder,
});

const matching = (ci: string, flag: string, value: string, pattern: RegExp, expected: string): string => {
  if (pattern.test(value)) return value;
  throw usageError(["ci", ci], `--${flag} ${value}: expected ${expected}.`);
};

/** The repository that was said, or the one that all of the environments are registered with. */
const repositoryOf = (
  ci: string,
  said: string | undefined,
  environments: readonly AnyEnvironment[],
  example: string,
): string => {
  const registered = [...new Set(environments.map(({ repository }) => repository))];
  const repository = said ?? (registered.length === 1 ? registered[0] : undefined);
  if (repository === undefined)
    throw usageError(["ci", ci], `Say whose jobs may take the role: --repository ${example}.`);
  return repository.replace(/(\.git)?\/?$/, "");
};

/** `sarcelle ci github`. */
export const ciGithub = (
  options: CiOptions & { readonly repository: string | undefined; readonly repositoryIds: string | undefined },
): Promise<number> => {
  const { repository, repositoryIds: ids } = options;
  if (ids !== undefined) matching("github", "repository-ids", ids, /^\d+\/\d+$/, "OWNER_ID/ID, two numbers");
  const typed = typedAgain({ repository, "repository-ids": ids, ...usual(options) });
  return writePipelines(
    (environments) => {
      const named = repositoryOf("github", repository, environments, "OWNER/NAME").replace(/^https:\/\/[^/]+\//, "");
      return {
        ci: "github",
        repository: matching("github", "repository", named, /^[\w.-]+\/[\w.-]+$/, "OWNER/NAME"),
        ids,
      };
    },
    typed,
    options,
  );
};

/** `sarcelle ci gitlab`. */
export const ciGitlab = (
  options: CiOptions & { readonly repository: string | undefined; readonly branch: string },
): Promise<number> => {
  const { repository, branch } = options;
  matching("gitlab", "branch", branch, /^[\w./-]+$/, "a branch's name");
  const typed = typedAgain({ repository, branch: branch === "main" ? undefined : branch, ...usual(options) });
  return writePipelines(
    (environments) => {
      const page = repositoryOf("gitlab", repository, environments, "https://gitlab.com/GROUP/PROJECT");
      matching("gitlab", "repository", page, /^https:\/\/[\w.:-]+(\/[\w.-]+){2,}$/, "https://HOST/GROUP/PROJECT");
      const { host, pathname } = new URL(page);
      return { ci: "gitlab", host, project: pathname.slice(1), branch };
    },
    typed,
    options,
  );
};

const arnOfRole = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const requireRole = (ci: string, arn: string): string =>
  matching(ci, "agent-role", arn, arnOfRole, "the ARN of a role");

/** `sarcelle ci jenkins`. */
export const ciJenkins = (
  options: CiOptions & { readonly issuer: string | undefined; readonly agentRole: string | undefined },
): Promise<number> => {
  const { issuer, agentRole } = options;
  const typed = typedAgain({ issuer, "agent-role": agentRole, ...usual(options) });
  if (agentRole !== undefined) {
    requireRole("jenkins", agentRole);
    return writePipelines(() => ({ ci: "jenkins", agentRole }), typed, options);
  }
  if (issuer === undefined)
    throw usageError(
      ["ci", "jenkins"],
      "Say how builds prove who they are: --issuer https://JENKINS/oidc, or --agent-role ARN.",
    );
  matching("jenkins", "issuer", issuer, /^https:\/\/[\w.:-]+(\/[\w.-]+)*\/oidc$/, "https://JENKINS/oidc");
  return writePipelines(() => ({ ci: "jenkins", issuer }), typed, options);
};

/** `sarcelle ci bamboo`. */
export const ciBamboo = (
  options: CiOptions & { readonly agentRole: string; readonly project: string },
): Promise<number> => {
  const { agentRole, project } = options;
  requireRole("bamboo", agentRole);
  matching("bamboo", "project", project, /^[A-Z][A-Z0-9]{1,9}$/, "a project's key, such as SARC");
  const typed = typedAgain({
    "agent-role": agentRole,
    project: project === "SARC" ? undefined : project,
    ...usual(options),
  });
  return writePipelines(() => ({ ci: "bamboo", agentRole, project }), typed, options);
};
