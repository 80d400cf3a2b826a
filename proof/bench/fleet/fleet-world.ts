/** An account with many environments, in the simulation, in which everything of Sarcelle is at work: the inventory as well. */

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DescribeTargetGroupsCommandOutput } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { type Simulation, startSimulation } from "@sarcelle/playground/simulation";
import { type FunctionCode, sarcelleHandlers } from "../../../command/rehearsal/functions.ts";
import { writeEnvironment } from "../../../src/aws/environment-store.ts";
import { parseRegistration } from "../../../src/deployment/environment.ts";
import { service } from "../../simulation/sarcelle.ts";

/** What each environment of the fleet is like; the rest is the registration's defaults. */
export const scenario = {
  instances: 4,
  bootSeconds: 60,
  intervalSeconds: 10,
  deregistrationDelaySeconds: 300,
} as const;

const ports = { http: 8080, https: 8443 };
/** The longest that executions may take, in milliseconds. */
const longest = 10 * 3_600_000;

/** Between the starts of two upgrades: one is over before the next begins, so that none throttles another. */
const betweenUpgrades = 20_000;

export interface FleetAtRest {
  readonly simulation: Simulation;
  readonly environments: readonly string[];
  start(environment: string, name: string, input: object): Promise<string>;
  /** Waits for the ends of these executions, however they end. */
  ended(arns: readonly string[]): Promise<readonly DescribeExecutionCommandOutput[]>;
}

const nameOf = (index: number) => `fleet-${String(index).padStart(3, "0")}`;

/** A stack of the scenario, as it stands before the upgrade. */
const build = async (simulation: Simulation, name: string): Promise<void> => {
  const { instances, intervalSeconds, deregistrationDelaySeconds } = scenario;
  await simulation.buildStack(name, { instances, ports });
  const { TargetGroups = [] } = (await simulation.operate("elasticloadbalancing", "DescribeTargetGroups", {
    Names: [`${name}-http`, `${name}-https`],
  })) as DescribeTargetGroupsCommandOutput;
  for (const { TargetGroupArn } of TargetGroups) {
    await simulation.operate("elasticloadbalancing", "ModifyTargetGroup", {
      ...{ TargetGroupArn, HealthCheckIntervalSeconds: intervalSeconds },
    });
    await simulation.operate("elasticloadbalancing", "ModifyTargetGroupAttributes", {
      TargetGroupArn,
      Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: String(deregistrationDelaySeconds) }],
    });
  }
  // Nobody sends it anything: its alarms would scale it in.
  await simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
    ...{ AutoScalingGroupName: name, MinSize: instances, HealthCheckGracePeriod: 2 * scenario.bootSeconds },
  });
};

const register = async (simulation: Simulation, name: string): Promise<void> => {
  const { account, region } = simulation;
  const registration = {
    ...{ name, account, region, stage: "live", loadBalancer: name, group: name },
    listeners: [
      { port: ports.http, placeholders: { blue: 9080, green: 9081 } },
      { port: ports.https, placeholders: { blue: 9443, green: 9444 } },
    ],
  };
  await simulation.asOperator((connection) =>
    writeEnvironment({ client: new DynamoDBClient(connection), name: service }, parseRegistration(registration, name)),
  );
};

const isOfInventory = (handler: string) => handler.startsWith("functions/inventory/");

type Load = FunctionCode[string];

const whenever =
  (inventory: { readonly watches: boolean }, load: Load): Load =>
  async () => {
    const handler = await load();
    return (...given) => (inventory.watches ? handler(...given) : {});
  };

/** Sarcelle's functions, of which the inventory's take every event and do nothing until it watches. */
const handlersBeside = (inventory: { readonly watches: boolean }): FunctionCode =>
  Object.fromEntries(
    Object.entries(sarcelleHandlers).map(([name, load]) => [
      name,
      isOfInventory(name) ? whenever(inventory, load) : load,
    ]),
  );

const createFleet = (simulation: Simulation, environments: readonly string[]): FleetAtRest => {
  const { account, region, operate } = simulation;
  return {
    simulation,
    environments,
    async start(environment, name, input) {
      const started = await operate("states", "StartExecution", {
        stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${service}-blue-green`,
        name,
        input: JSON.stringify({ environment, requestedBy: "the benchmark", ...input }),
      });
      return (started as { readonly executionArn: string }).executionArn;
    },
    async ended(arns) {
      const over = new Map<string, DescribeExecutionCommandOutput>();
      const allAreOver = async () => {
        for (const executionArn of arns) {
          if (over.has(executionArn)) continue;
          const execution = await operate("states", "DescribeExecution", { executionArn });
          const { status } = execution as DescribeExecutionCommandOutput;
          if (status !== "RUNNING") over.set(executionArn, execution as DescribeExecutionCommandOutput);
        }
        return over.size === arns.length;
      };
      await simulation.until(allAreOver, longest, 10_000);
      return arns.flatMap((arn) => over.get(arn) ?? []);
    },
  };
};

export interface FleetSize {
  readonly environments: number;
  /** What part of the calls that AWS takes of the account others in it leave; all, unless said. */
  readonly leftByOthers?: number;
}

/** Starts the world from the packaged `template`, with so many environments that are upgraded and at rest. */
export const startFleet = async (
  template: string,
  { environments, leftByOthers = 1 }: FleetSize,
  tell: (line: string) => void,
): Promise<FleetAtRest> => {
  const inventory = { watches: false };
  const simulation = await startSimulation({
    ...{ seed: 1, template, handlers: handlersBeside(inventory), pages: "aws", leftByOthers },
  });
  // An account of so many environments has asked AWS for more than it gives at first.
  simulation.quotas.set("elasticloadbalancing", "L-53DA6B97", environments);
  simulation.quotas.set("ec2", "L-1216C47A", 100 * environments);
  const names = Array.from({ length: environments }, (_, index) => nameOf(index + 1));
  const fleet = createFleet(simulation, names);
  for (const name of names) {
    await build(simulation, name);
    await register(simulation, name);
  }
  tell(`${environments} stacks stand`);
  const upgrades: string[] = [];
  for (const name of names) {
    upgrades.push(await fleet.start(name, `upgrade-${name}`, { action: "upgrade" }));
    await simulation.advance(betweenUpgrades / leftByOthers);
  }
  for (const { status, name, cause } of await fleet.ended(upgrades))
    if (status !== "SUCCEEDED") throw new Error(`${name} ended as ${status}: ${cause}`);
  inventory.watches = true;
  tell(`${environments} environments are upgraded`);
  return fleet;
};
