/** Bamboo: a plan for each action of each environment, as YAML Specs, each a document of one file. */
import { createHash } from "node:crypto";
import { agentProfile } from "./agent-profile.ts";
import { fixedVariables, type Job, type Pipeline, takesRelease } from "./pipelines.ts";
import type { Access } from "./role.ts";
import { yamlText } from "./yaml-text.ts";

/** A plan's key: capital letters and digits. Two environments may differ by a hyphen alone, so a sum of the name is a part of it. */
const keyOf = ({ environment, action }: Job): string => {
  const letters = `${environment}${action}`
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "")
    .replace(/^\d+/, "");
  const sum = createHash("sha256").update(`${environment} ${action}`).digest("hex").slice(0, 6).toUpperCase();
  return `${letters.slice(0, 14) || "P"}${sum}`;
};

const exported = (variables: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);

const scriptOf = (job: Job, access: Access, path: string): string =>
  [
    "set -eu",
    ...exported({
      AWS_REGION: access.region,
      ...fixedVariables(job),
      SARCELLE_RUN: '"$bamboo_planKey-$bamboo_buildNumber"',
      SARCELLE_RUN_URL: '"$bamboo_buildResultsUrl"',
      SARCELLE_REQUESTED_BY: '"$bamboo_buildResultsUrl, commit $bamboo_planRepository_revision"',
      ...(takesRelease(job) ? { SARCELLE_RELEASE: '"$bamboo_release"' } : {}),
      ...(job.action === "switch" ? { SARCELLE_TO: '"$bamboo_to"' } : {}),
      ...(job.action === "rollback" ? { SARCELLE_UNDO: `"\${bamboo_deployment-}"` } : {}),
    }),
    ...agentProfile(access.role),
    `exec sh ${path}`,
  ].join("\n");

const variablesOf = (job: Job) => {
  const variables = {
    ...(takesRelease(job) ? { release: "release.json" } : {}),
    ...(job.action === "switch" ? { to: "green" } : {}),
    ...(job.action === "rollback" ? { deployment: "" } : {}),
  };
  return Object.keys(variables).length === 0 ? {} : { variables };
};

const planOf = (job: Job, access: Access, { project, script }: Written) => ({
  version: 2,
  plan: { "project-key": project, key: keyOf(job), name: `${job.environment} ${job.action}` },
  ...variablesOf(job),
  stages: [{ Deployment: { jobs: ["Deployment"] } }],
  Deployment: {
    key: "DEPLOY",
    tasks: [
      { checkout: { "force-clean-build": false } },
      { script: { interpreter: "SHELL", scripts: [scriptOf(job, access, script)] } },
    ],
  },
});

interface Written {
  /** The key of the project that the plans are of; it has to be there. */
  readonly project: string;
  readonly script: string;
}

/** Every plan, a document each. */
export const bambooSpecs = (pipelines: readonly Pipeline[], access: Access, written: Written): string =>
  pipelines
    .flatMap(({ jobs }) => jobs)
    .map((job) => `---\n${yamlText(planOf(job, access, written))}`)
    .join("");
