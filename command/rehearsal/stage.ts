/** A world of its own, in virtual time, in which Sarcelle is deployed beside a stack that serves traffic. */
import type { DescribeAutoScalingGroupsCommandOutput } from "@aws-sdk/client-auto-scaling";
import type { DescribeTargetHealthCommandOutput } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { type Simulation, startSimulation } from "@sarcelle/playground/simulation";
import type { StackDocument } from "@sarcelle/playground/stacks";
import { dynamoDb } from "../../src/aws/clients.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import { closedJournals } from "../../src/aws/journal-store.ts";
import type { Journal } from "../../src/changes/journal.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import type { UsersRequest } from "../snapshot/registration.ts";
import { deploymentHandlers } from "./functions.ts";
import { type Load, loadOf } from "./load.ts";

/** The name of the deployed stack, and of its table. */
const service = "sarcelle-live";

/** Requests a second of each kind. */
const rate = 2;

/** World time: the longest that the stack may take until it serves, and that a deployment may take with its rollback. */
const longest = { start: 4 * 3_600_000, execution: 24 * 3_600_000 };

/** Between two looks, and how long things are let be after a deployment, in world milliseconds: long enough for alarms to say what they see. */
const lookEvery = 5_000;
const betweenActs = 1_200_000;

export interface RehearsalWorld {
  readonly world: Simulation;
  readonly load: Load;
  /** What of the stack cannot be made, each thing with why. */
  readonly notEmulated: readonly string[];
}

/** Opens a world with the stack in it, as far as it can be made. */
export const openStage = async (template: string, name: string, document: StackDocument): Promise<RehearsalWorld> => {
  const world = await startSimulation({ seed: 1, template, handlers: deploymentHandlers });
  const notEmulated: string[] = [];
  await world.buildStack(name, document, ({ message }) => notEmulated.push(message));
  return { world, load: loadOf(world), notEmulated };
};

const groupOf = async ({ world }: RehearsalWorld, { group }: Environment) => {
  const { AutoScalingGroups } = (await world.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [group],
  })) as DescribeAutoScalingGroupsCommandOutput;
  return AutoScalingGroups?.[0];
};

/** What the live group still waits for; nothing once it runs as many as it wants and each of its target groups has all of them healthy. */
const awaited = async (stage: RehearsalWorld, environment: Environment): Promise<string | undefined> => {
  const group = await groupOf(stage, environment);
  if (group === undefined) return `there is no group ${environment.group}`;
  const { Instances = [], TargetGroupARNs = [], DesiredCapacity = 0 } = group;
  const serving = Instances.filter(({ LifecycleState }) => LifecycleState === "InService");
  const units = serving.reduce((sum, { WeightedCapacity = "1" }) => sum + Number(WeightedCapacity), 0);
  if (units < DesiredCapacity || serving.length < Instances.length)
    return `group ${environment.group} has ${serving.length} instances in service and wants ${DesiredCapacity}`;
  for (const TargetGroupArn of TargetGroupARNs) {
    const { TargetHealthDescriptions = [] } = (await stage.world.operate(
      "elasticloadbalancing",
      "DescribeTargetHealth",
      {
        TargetGroupArn,
      },
    )) as DescribeTargetHealthCommandOutput;
    const healthy = TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === "healthy");
    if (healthy.length < serving.length)
      return `target group ${TargetGroupArn.split("/").at(-2)} has ${healthy.length} healthy targets of ${serving.length}`;
  }
  return undefined;
};

/** Waits until the stack serves, registers it as the environment and lets its users in; answers what it waits for in vain, if it does. */
export const beginOn = async (
  stage: RehearsalWorld,
  environment: Environment,
  requests: readonly UsersRequest[],
): Promise<string | undefined> => {
  const { world } = stage;
  let missing: string | undefined;
  const serves = async () => {
    missing = await awaited(stage, environment);
    return missing === undefined;
  };
  await world.until(serves, longest.start, lookEvery).catch(() => {});
  if (missing !== undefined) return missing;
  await world.asOperator(() => writeEnvironment({ client: dynamoDb(), name: service }, environment));
  world.sendTraffic({ loadBalancer: environment.loadBalancer, ports: [], rate, requests });
  await restOn(stage);
  return undefined;
};

/** Lets the world be for a while, measured. */
const restOn = async ({ world, load }: RehearsalWorld): Promise<void> => {
  const until = world.now() + betweenActs;
  const isOver = async () => {
    await load.measure();
    return world.now() >= until;
  };
  await world.until(isOver, 2 * betweenActs, lookEvery);
};

/** An execution from its start to its end, and what was there a while later. */
export interface PlayedExecution {
  readonly execution: DescribeExecutionCommandOutput;
  /** The journals of the environment, newest first. */
  readonly journals: readonly Journal[];
  /** How many instances carried the traffic before, and after. */
  readonly carrying: { readonly before: number; readonly after: number };
}

/** Starts an execution, waits for its end, and lets the world be for a while. */
export const playOn = async (
  stage: RehearsalWorld,
  environment: Environment,
  {
    machine,
    name,
    input,
  }: { readonly machine: "blue-green" | "rollback"; readonly name: string; readonly input: object },
): Promise<PlayedExecution> => {
  const { world, load } = stage;
  const before = await load.carrying();
  const stateMachineArn = `arn:aws:states:${world.region}:${world.account}:stateMachine:${service}-${machine}`;
  const given = JSON.stringify({ environment: environment.name, requestedBy: "rehearsal", ...input });
  const { executionArn } = (await world.operate("states", "StartExecution", {
    stateMachineArn,
    name,
    input: given,
  })) as { readonly executionArn: string };
  const look = async () =>
    (await world.operate("states", "DescribeExecution", { executionArn })) as DescribeExecutionCommandOutput;
  const isOver = async () => {
    await load.measure();
    return (await look()).status !== "RUNNING";
  };
  await world.until(isOver, longest.execution);
  const execution = await look();
  await restOn(stage);
  const journals = await world.asOperator(() =>
    closedJournals({ client: dynamoDb(), name: service }, environment.name),
  );
  return { execution, journals, carrying: { before, after: await load.carrying() } };
};
