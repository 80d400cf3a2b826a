/** Jenkins: a pipeline for each environment, whose builds do one action each. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are variables of the shell
import { agentProfile } from "./agent-profile.ts";
import type { Pipeline } from "./pipelines.ts";
import type { Access } from "./role.ts";

/** As a string of Groovy's that nothing is put into. */
const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const indented = (lines: readonly string[], depth: number): string =>
  lines.map((line) => `${"    ".repeat(depth)}${line}`).join("\n");

const parametersOf = ({ jobs }: Pipeline): readonly string[] => {
  const actions = jobs.map(({ action }) => action);
  return [
    `choice(name: 'SARCELLE_ACTION', choices: [${actions.map(quoted).join(", ")}], description: 'What to do')`,
    "string(name: 'SARCELLE_RELEASE', defaultValue: 'release.json', description: 'The release\\'s file, as JSON: of a deploy or rolling update')",
    ...(actions.includes("switch")
      ? [
          "choice(name: 'SARCELLE_TO', choices: ['green', 'blue'], description: 'The side that is to have the traffic: of a switch')",
        ]
      : []),
    "string(name: 'SARCELLE_UNDO', defaultValue: '', description: 'Of a rollback: the deployment to undo, if it is not just the last one')",
    "string(name: 'SARCELLE_RUN', defaultValue: '', description: 'Of a build that was aborted, to follow its deployment: the tag that it printed')",
  ];
};

/** The machine of an environment's deployments: a rolling update has one of its own, and an environment has either. */
const variablesOf = ({ environment, jobs }: Pipeline, access: Access): readonly string[] => [
  `AWS_REGION = ${quoted(access.region)}`,
  `SARCELLE_MACHINE = ${quoted(jobs[0]?.machine ?? "")}`,
  `SARCELLE_ENVIRONMENT = ${quoted(environment)}`,
];

/** A rollback has a machine of its own. */
const rollbackMachine = ({ jobs }: Pipeline): readonly string[] =>
  jobs
    .filter(({ action }) => action === "rollback")
    .map(({ machine }) => `[ "$SARCELLE_ACTION" != rollback ] || SARCELLE_MACHINE=${machine}`);

/** The one step. Its script is a text without anything put into it: what a person types comes as variables. */
const script = (path: string, before: readonly string[]): string =>
  [
    "set -eu",
    'SARCELLE_RUN="${SARCELLE_RUN:-$BUILD_TAG}"',
    'echo "To follow this deployment in another build: SARCELLE_RUN=$SARCELLE_RUN"',
    'SARCELLE_RUN_URL="$BUILD_URL"',
    'SARCELLE_REQUESTED_BY="$BUILD_URL${GIT_COMMIT:+, commit $GIT_COMMIT}"',
    "export SARCELLE_RUN SARCELLE_RUN_URL SARCELLE_REQUESTED_BY",
    ...before,
    `exec sh ${path}`,
  ].join("\n");

const step = (text: string): readonly string[] => ["sh '''", ...text.replaceAll("\\", "\\\\").split("\n"), "'''"];

const steps = (pipeline: Pipeline, access: Access, path: string, isOidc: boolean): readonly string[] => {
  const machine = rollbackMachine(pipeline);
  if (!isOidc) return step(script(path, [...machine, ...agentProfile(access.role)]));
  const lines = [...machine, `AWS_ROLE_ARN=${access.role}`, "export AWS_ROLE_ARN"];
  return [
    "withCredentials([file(credentialsId: 'sarcelle-ci', variable: 'AWS_WEB_IDENTITY_TOKEN_FILE')]) {",
    ...step(script(path, lines)).map((line) => `    ${line}`),
    "}",
  ];
};

/** The Jenkinsfile of an environment. */
export const jenkinsfile = (
  pipeline: Pipeline,
  access: Access,
  { script: path, isOidc }: { readonly script: string; readonly isOidc: boolean },
): string => `pipeline {
    agent any
    options {
        disableConcurrentBuilds()
        timeout(time: ${Math.max(...pipeline.jobs.map(({ minutes }) => minutes))}, unit: 'MINUTES')
    }
    parameters {
${indented(parametersOf(pipeline), 2)}
    }
    environment {
${indented(variablesOf(pipeline, access), 2)}
    }
    stages {
        stage('Deployment') {
            steps {
${indented(steps(pipeline, access, path, isOidc), 4)}
            }
        }
    }
}
`;

/** What Jenkins' OpenID Connect provider calls a job, unless told otherwise: its address. */
export const jenkinsSubjects = (pipelines: readonly Pipeline[], jenkins: string): readonly string[] =>
  pipelines.map(({ environment }) => `${jenkins.replace(/\/$/, "")}/job/sarcelle-${environment}/`);
