/** What a CI is to be able to start: for each environment its actions, each a job of its own. */
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { movesOf } from "../../src/deployment/strategy.ts";

/** The actions that pipelines start, in the order in which a release goes through them, and what takes it back. */
export const pipelineActions = ["deploy", "switch", "scaledown", "rolling-update", "rollback"] as const;
export type PipelineAction = (typeof pipelineActions)[number];

/** One action on one environment. */
export interface Job {
  readonly environment: string;
  readonly action: PipelineAction;
  /** The ARN of the state machine that does it. */
  readonly machine: string;
  /** How long it may take at most: beyond it the CI gives up the job, and the deployment goes on. */
  readonly minutes: number;
}

export interface Pipeline {
  readonly environment: string;
  readonly jobs: readonly Job[];
}

/** Where the pipelines' executions run, and by whom they are started. */
export interface Installation {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** What waits beside what the registration says: starts, AWS's troubles, the looks themselves. */
const graceSeconds = 900;

const atMost = (environment: AnyEnvironment, action: PipelineAction): number => {
  const { timeouts } = environment;
  const undo = timeouts.rollback + graceSeconds;
  if (action === "rollback") return undo;
  if (action === "rolling-update") return environment.rolling.seconds + undo;
  if (action === "scaledown" || environment.sides === 1) return timeouts.empty + undo;
  if (action === "deploy") return timeouts.empty + timeouts.healthy + (environment.hook?.timeout ?? 0) + undo;
  const moves = movesOf(environment.strategy).reduce((sum, { waitSeconds }) => sum + waitSeconds, 0);
  return (environment.approval?.deadline ?? 0) + timeouts.healthy + moves + undo;
};

const machineOf = ({ partition, region, account, stack }: Installation, action: PipelineAction): string =>
  `arn:${partition}:states:${region}:${account}:stateMachine:${stack}-${action === "rolling-update" || action === "rollback" ? action : "blue-green"}`;

const actionsOf = ({ sides }: AnyEnvironment): readonly PipelineAction[] =>
  sides === 1 ? ["rolling-update", "rollback"] : ["deploy", "switch", "scaledown", "rollback"];

/** Each environment's pipeline: deploy, switch and scaledown, or for one with one side its rolling update; and the rollback of either. */
export const pipelinesOf = (environments: readonly AnyEnvironment[], installation: Installation): readonly Pipeline[] =>
  environments.map((environment) => ({
    environment: environment.name,
    jobs: actionsOf(environment).map((action) => ({
      environment: environment.name,
      action,
      machine: machineOf(installation, action),
      minutes: Math.ceil(atMost(environment, action) / 60),
    })),
  }));

/** How long a session of the role has to last for the longest of the jobs, as far as AWS lets one: 1 to 12 hours, in seconds. */
export const sessionSeconds = (jobs: readonly Job[]): number =>
  Math.min(43_200, Math.max(3_600, ...jobs.map(({ minutes }) => minutes * 60)));

/** What a person is asked for with an action, and what it then does. */
export const takesRelease = ({ action }: Job): boolean => action === "deploy" || action === "rolling-update";

/** The variables of the shell part that no run changes. */
export const fixedVariables = ({ environment, action, machine }: Job): Readonly<Record<string, string>> => ({
  SARCELLE_MACHINE: machine,
  SARCELLE_ENVIRONMENT: environment,
  SARCELLE_ACTION: action,
});
