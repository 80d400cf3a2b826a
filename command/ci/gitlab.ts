/** GitLab: a file to be included, with the jobs of each environment, which a person starts. */
import { fixedVariables, type Job, type Pipeline, takesRelease } from "./pipelines.ts";
import type { Access } from "./role.ts";
import { yamlText } from "./yaml-text.ts";

/** The AWS CLI as AWS publishes it. */
const image = { name: "amazon/aws-cli:2.35.10", entrypoint: [""] };

/** For whom the jobs' tokens are. */
export const gitlabAudience = "sts.amazonaws.com";

/** What is the same in every job; its name begins with a dot, so it is none itself. */
const common = (access: Access, branch: string, script: string) => ({
  stage: "deploy",
  image,
  interruptible: false,
  rules: [{ if: `$CI_COMMIT_BRANCH == "${branch}"`, when: "manual", allow_failure: true }],
  id_tokens: { SARCELLE_TOKEN: { aud: gitlabAudience } },
  variables: {
    AWS_REGION: access.region,
    AWS_ROLE_ARN: access.role,
    AWS_ROLE_SESSION_NAME: "sarcelle-$CI_PIPELINE_ID",
    SARCELLE_RUN: "$CI_PIPELINE_ID",
    SARCELLE_RUN_URL: "$CI_JOB_URL",
    SARCELLE_REQUESTED_BY: "$GITLAB_USER_LOGIN, $CI_PIPELINE_URL, commit $CI_COMMIT_SHA",
    SARCELLE_OUTPUT: "sarcelle.out",
    SARCELLE_STATUS: "gitlab",
    SARCELLE_COMMIT: "$CI_COMMIT_SHA",
  },
  script: [
    "export AWS_WEB_IDENTITY_TOKEN_FILE=$(mktemp)",
    // The AWS CLI takes the role anew from this file whenever a session is over: the token is good for as long as the job.
    'printf %s "$SARCELLE_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
    `sh ${script}`,
    // The next job is told where the release is.
    "sed -n 's/^side=/SARCELLE_TO=/p' sarcelle.out > sarcelle.env",
  ],
});

const jobName = ({ action, environment }: Pick<Job, "action" | "environment">): string => `${action} ${environment}`;

/** A job comes after the one before it: a switch knows from its deploy where the release is. A rollback waits for none. */
const after = (job: Job, before: Job | undefined) =>
  before === undefined || job.action === "rollback"
    ? { needs: [] }
    : { needs: [{ job: jobName(before), artifacts: job.action === "switch" }] };

const jobOf = (job: Job, before: Job | undefined) => ({
  extends: ".sarcelle",
  ...after(job, before),
  environment: { name: job.environment, action: job.action === "switch" ? "start" : "prepare" },
  ...(job.action === "rollback" ? {} : { resource_group: job.environment }),
  timeout: `${job.minutes} minutes`,
  variables: {
    ...fixedVariables(job),
    ...(takesRelease(job) ? { SARCELLE_RELEASE: "release.json" } : {}),
    ...(job.action === "rollback" ? { SARCELLE_UNDO: "" } : {}),
  },
  ...(job.action === "deploy" ? { artifacts: { reports: { dotenv: "sarcelle.env" } } } : {}),
});

/** The file to include. */
export const gitlabFile = (
  pipelines: readonly Pipeline[],
  access: Access,
  { branch, script }: { readonly branch: string; readonly script: string },
): string =>
  yamlText({
    ".sarcelle": common(access, branch, script),
    ...Object.fromEntries(
      pipelines.flatMap(({ jobs }) => jobs.map((job, index) => [jobName(job), jobOf(job, jobs[index - 1])])),
    ),
  });

/** What GitLab's tokens call a job of a branch. https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
export const gitlabSubject = (project: string, branch: string): string =>
  `project_path:${project}:ref_type:branch:ref:${branch}`;
