/** GitHub Actions: a workflow for each environment, started by hand or called by another workflow. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are expressions of GitHub's
import { Scalar } from "yaml";
import { fixedVariables, type Job, type Pipeline, sessionSeconds, takesRelease } from "./pipelines.ts";
import type { Access } from "./role.ts";
import { yamlText } from "./yaml-text.ts";

/** Actions by commit: a tag can be moved. The version in the comment is what updaters go by. */
const pinned = {
  "actions/checkout": ["3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"],
  "actions/download-artifact": ["3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"],
  "aws-actions/configure-aws-credentials": ["e6de054238d6b7531b4efff3b6587d9aade6a06c", "v6.2.3"],
} as const;

const uses = (action: keyof typeof pinned): Scalar => {
  const [commit, version] = pinned[action];
  const scalar = new Scalar(`${action}@${commit}`);
  scalar.comment = ` ${version}`;
  return scalar;
};

/** A job of GitHub's own machines ends after six hours, whatever it says. */
const longestMinutes = 360;

const inputsOf = ({ jobs }: Pipeline, isCalled: boolean) => {
  const actions = jobs.map(({ action }) => action);
  const choice = (options: readonly string[]) => (isCalled ? { type: "string" } : { type: "choice", options });
  return {
    action: { description: "What to do", required: true, ...choice(actions) },
    release: {
      description: "The release's file, as JSON: of a deploy or rolling update",
      type: "string",
      default: "release.json",
    },
    artifact: {
      description: "The artifact of this run that the file is in, if it is not in the repository",
      type: "string",
      default: "",
    },
    ...(actions.includes("switch")
      ? {
          to: {
            description: "The side that is to have the traffic: of a switch",
            ...choice(["green", "blue"]),
            default: "green",
          },
        }
      : {}),
    deployment: {
      description: "Of a rollback: the deployment to undo, if it is not just the last one",
      type: "string",
      default: "",
    },
  };
};

const credentials = (job: Job, access: Access) => ({
  name: "Take the role",
  uses: uses("aws-actions/configure-aws-credentials"),
  with: {
    "role-to-assume": access.role,
    "role-session-name": "sarcelle-${{ github.run_id }}",
    "role-duration-seconds": sessionSeconds([job]),
    "aws-region": access.region,
    "allowed-account-ids": access.account,
    "mask-aws-account-id": true,
  },
});

/** What the shell part is told of a run. It comes as variables: what stands in a script is run. */
const variables = (job: Job) => ({
  ...fixedVariables(job),
  SARCELLE_RUN: "${{ github.run_id }}",
  SARCELLE_RUN_URL: "${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}",
  SARCELLE_REQUESTED_BY:
    "${{ github.actor }}, ${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}, commit ${{ github.sha }}",
  ...(takesRelease(job) ? { SARCELLE_RELEASE: "${{ inputs.release }}" } : {}),
  ...(job.action === "switch" ? { SARCELLE_TO: "${{ inputs.to }}" } : {}),
  ...(job.action === "rollback" ? { SARCELLE_UNDO: "${{ inputs.deployment }}" } : {}),
  SARCELLE_STATUS: "github",
  SARCELLE_COMMIT: "${{ github.sha }}",
  GITHUB_TOKEN: "${{ github.token }}",
});

const artifactStep = {
  name: "Fetch the release's file",
  if: "inputs.artifact != ''",
  uses: uses("actions/download-artifact"),
  with: { name: "${{ inputs.artifact }}" },
};

const jobOf = (job: Job, access: Access, script: string) => ({
  name: job.action,
  if: `inputs.action == '${job.action}'`,
  "runs-on": "ubuntu-24.04",
  environment: job.environment,
  "timeout-minutes": Math.min(longestMinutes, job.minutes),
  permissions: { contents: "read", "id-token": "write", statuses: "write" },
  outputs: {
    deployment: "${{ steps.deployment.outputs.deployment }}",
    ...(job.action === "deploy" ? { side: "${{ steps.deployment.outputs.side }}" } : {}),
  },
  steps: [
    { name: "Check out", uses: uses("actions/checkout"), with: { "persist-credentials": false } },
    ...(takesRelease(job) ? [artifactStep] : []),
    credentials(job, access),
    {
      id: "deployment",
      name: `${job.action} of ${job.environment}`,
      // So that a cancelled run reaches it: it says that the deployment goes on.
      run: `SARCELLE_OUTPUT=$GITHUB_OUTPUT SARCELLE_SUMMARY=$GITHUB_STEP_SUMMARY exec sh ${script}`,
      env: variables(job),
    },
  ],
});

const outputsOf = ({ jobs }: Pipeline) =>
  jobs.some(({ action }) => action === "deploy")
    ? {
        outputs: {
          side: {
            description: "After a deploy: the side that the release is on",
            value: "${{ jobs.deploy.outputs.side }}",
          },
        },
      }
    : {};

/** The workflow's file of an environment, from the repository's root. */
export const workflowPath = ({ environment }: Pipeline): string => `.github/workflows/sarcelle-${environment}.yml`;

/** The workflow of an environment. */
export const githubWorkflow = (pipeline: Pipeline, access: Access, script: string): string =>
  yamlText({
    name: `Sarcelle ${pipeline.environment}`,
    "run-name": `\${{ inputs.action }} of ${pipeline.environment}`,
    on: {
      workflow_dispatch: { inputs: inputsOf(pipeline, false) },
      workflow_call: { inputs: inputsOf(pipeline, true), ...outputsOf(pipeline) },
    },
    permissions: {},
    // A rollback waits for no run: what runs may be what it is to undo.
    concurrency: {
      group: `sarcelle-${pipeline.environment}\${{ inputs.action == 'rollback' && '-rollback' || '' }}`,
      "cancel-in-progress": false,
    },
    jobs: Object.fromEntries(pipeline.jobs.map((job) => [job.action, jobOf(job, access, script)])),
  });

/**
 * What GitHub's tokens call a job of these environments: by the repository's name, and, for repositories made since July 2026, by its and
 * its owner's numbers as well. https://docs.github.com/en/actions/reference/security/oidc
 */
export const githubSubjects = (
  pipelines: readonly Pipeline[],
  { repository, ids }: { readonly repository: string; readonly ids: string | undefined },
): readonly string[] => {
  const [owner, name] = repository.split("/");
  const [ownerId, id] = ids?.split("/") ?? [];
  const forms = [repository, ...(ids === undefined ? [] : [`${owner}@${ownerId}/${name}@${id}`])];
  return forms.flatMap((form) => pipelines.map(({ environment }) => `repo:${form}:environment:${environment}`));
};

/** Who issues GitHub's tokens, and for whom the official action asks for them. */
export const githubIssuer = { issuer: "https://token.actions.githubusercontent.com", audience: "sts.amazonaws.com" };
