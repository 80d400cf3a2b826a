/** Sarcelle in a world: deployed, with one environment under traffic. The crash matrix and chaos start from it. */

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type {
  DescribeExecutionCommandOutput,
  GetExecutionHistoryCommandOutput,
  HistoryEvent,
} from "@aws-sdk/client-sfn";
import type { RunningWorld } from "@sarcelle/playground/running-world";
import { userDataOf } from "@sarcelle/playground/sample-stack";
import { type Simulation, type SimulationOptions, startSimulation } from "@sarcelle/playground/simulation";
import type { Trait } from "@sarcelle/playground/traits";
import { deploymentHandlers, type FunctionCode } from "../../command/rehearsal/functions.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import { type ClosedJournal, closedJournalOf, lockOf } from "../../src/aws/journal-format.ts";
import { closedPrefix, lockKey } from "../../src/aws/table.ts";
import type { Journal } from "../../src/changes/journal.ts";
import { parseRegistration } from "../../src/deployment/environment.ts";
import type { Hold } from "../../src/deployment/hold.ts";
import { type Dump, movingServices, unsettled } from "../dump/settling.ts";

export const stack = "web";
export const environment = "web-live";
export const service = "sarcelle-live";
export const ports = { http: 8080, https: 8443 };
const instances = 2;

/** For worlds in which each call is looked at, and nothing shall hang on how many came before it: the crash matrix and the scenarios. */
export const withoutThrottling: readonly Trait[] = ["calls-are-throttled"];

/** The traffic that the environment always has: requests a second to each listener. */
export const traffic = { loadBalancer: stack, ports: Object.values(ports), rate: 2 };

const minute = 60_000;

/** How often is looked whether anything still moves. */
const lookEvery = 5_000;

/** The longest that a deployment with its rollback, the world's coming to rest, and a hold with who ends it, may take. */
const longest = { execution: 120 * minute, rest: 30 * minute, hold: 90 * minute };

/** With one side instead, which needs no upgrade. */
const oneSided = {
  sides: 1,
  listeners: [{ port: ports.http }],
  rolling: { warmup: 10, checkpoints: { percentages: [50], seconds: 300 } },
};

/** How an environment is registered. */
interface Registered {
  /** By default 10 s. */
  readonly bakeSeconds?: number;
  /** By default 2. */
  readonly sides?: 1 | 2;
  /** What it has beside what it has by itself. */
  readonly more?: object;
}

const registration = (account: string, region: string, { bakeSeconds = 10, sides = 2, more = {} }: Registered) =>
  parseRegistration(
    {
      name: environment,
      account,
      region,
      stage: "live",
      loadBalancer: stack,
      group: stack,
      listeners: [
        { port: ports.http, placeholders: { blue: 9080, green: 9081 } },
        { port: ports.https, placeholders: { blue: 9443, green: 9444 } },
      ],
      checks: [{ path: "/", contains: "release" }],
      timeouts: { empty: 600, healthy: 600, rollback: 1800 },
      bake: { seconds: bakeSeconds },
      ...(sides === 1 ? oneSided : {}),
      ...more,
    },
    environment,
  );

/** A release of the sample service; further lines of user data make it misbehave. */
export const sampleRelease = (version: string, ...lines: readonly string[]) => {
  const commit = version.repeat(7);
  return {
    version,
    commit,
    imageId: `ami-${version.padStart(17, "0")}`,
    userData: userDataOf(version, commit, ...lines),
  };
};

/** In a world that is real or simulated. */
export interface Deployed {
  readonly world: RunningWorld;
  /** Starts an execution, of the machine that takes such an input unless another is named; answers its ARN. */
  start(input: object, name: string, machine?: string): Promise<string>;
  execution(arn: string): Promise<DescribeExecutionCommandOutput>;
  history(arn: string): Promise<readonly HistoryEvent[]>;
  /** Waits for the end of an execution. */
  ended(arn: string): Promise<DescribeExecutionCommandOutput>;
  /** Starts a deployment, waits for its end and throws unless it succeeded. */
  deploy(input: object, name: string): Promise<void>;
  /** The open journal, if somebody holds the lock. */
  lock(): Promise<Journal | undefined>;
  /** The journals of the past, oldest first. */
  journals(): Promise<readonly ClosedJournal[]>;
  /** The holds that stood when the last journal was closed. */
  holds(): Promise<readonly Hold[]>;
  /** Waits until nothing comes or goes any more. */
  rest(): Promise<void>;
  /** Waits until no side is held any more, and for rest: what a deployment leaves is judged then. */
  unheld(): Promise<void>;
}

export interface Sarcelle extends Deployed {
  readonly simulation: Simulation;
}

type Item = Readonly<Record<string, AttributeValue>>;

const lockIn = async (world: RunningWorld) =>
  lockOf(environment, (await world.item(service, lockKey(environment))) as Item | undefined);

/** The machine that takes a deployment's input. */
const machineOf = (input: object): string =>
  "action" in input && input.action === "rolling-update" ? "rolling-update" : "blue-green";

/** Sarcelle in a world in which the packaged template is deployed. */
const deployedIn = (world: RunningWorld): Deployed => {
  const { account, region } = world;
  const machineArn = (machine: string) => `arn:aws:states:${region}:${account}:stateMachine:${service}-${machine}`;

  const execution = async (executionArn: string) =>
    (await world.operate("states", "DescribeExecution", { executionArn })) as DescribeExecutionCommandOutput;
  const sarcelle: Deployed = {
    world,
    async start(input, name, machine = machineOf(input)) {
      const given = JSON.stringify({ environment, requestedBy: "simulation", ...input });
      const started = await world.operate("states", "StartExecution", {
        stateMachineArn: machineArn(machine),
        name,
        input: given,
      });
      return (started as { readonly executionArn: string }).executionArn;
    },
    execution,
    async history(executionArn) {
      const events: HistoryEvent[] = [];
      for (let nextToken: string | undefined; ; ) {
        const page = (await world.operate("states", "GetExecutionHistory", {
          executionArn,
          ...(nextToken === undefined ? {} : { nextToken }),
        })) as GetExecutionHistoryCommandOutput;
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
        if (nextToken === undefined) return events;
      }
    },
    async ended(arn) {
      await world.until(async () => (await execution(arn)).status !== "RUNNING", longest.execution);
      return execution(arn);
    },
    async deploy(input, name) {
      const { status, error, cause } = await sarcelle.ended(await sarcelle.start(input, name));
      if (status !== "SUCCEEDED") throw new Error(`${name} ended as ${status}: ${error}: ${cause}`);
      await sarcelle.rest();
    },
    lock: async () => (await lockIn(world)).journal,
    holds: async () => (await lockIn(world)).holds,
    async unheld() {
      await world.until(async () => (await sarcelle.holds()).length === 0, longest.hold, lookEvery);
      await sarcelle.rest();
    },
    journals: async () =>
      (await world.items(service))
        .filter(({ sk }) => String((sk as { readonly S?: string }).S).startsWith(closedPrefix))
        .map((item) => closedJournalOf(item as Item)),
    rest: () =>
      world.until(
        async () => unsettled((await world.state(movingServices)) as unknown as Dump).length === 0,
        longest.rest,
        lookEvery,
      ),
  };
  return sarcelle;
};

/** Makes a world in which the packaged template is deployed ready: a stack in service under traffic, registered as an environment. */
export const beginIn = async (
  world: RunningWorld,
  registered: Registered = {},
  sample: { readonly instanceProfile?: string; readonly loadBalancer?: "application" | "network" } = {},
): Promise<Deployed> => {
  const { account, region } = world;
  const sarcelle = deployedIn(world);
  await world.buildStack(stack, { instances, ports, ...sample });
  await world.asOperator((connection) =>
    writeEnvironment(
      { client: new DynamoDBClient(connection), name: service },
      registration(account, region, registered),
    ),
  );
  await sarcelle.rest();
  await world.sendTraffic(traffic);
  return sarcelle;
};

/** Starts a simulated world from `template`, the packaged one. */
export const startSarcelle = async ({
  bakeSeconds,
  sides,
  more,
  sample,
  ...options
}: Registered & {
  readonly seed: number;
  readonly template: string;
  /** By default those of deployments, and no inventory. */
  readonly handlers?: FunctionCode;
  /** What the sample stack has beside what it has by itself. */
  readonly sample?: { readonly instanceProfile?: string; readonly loadBalancer?: "application" | "network" };
  readonly longestLag?: number;
  /** By default throttling. */
  readonly without?: readonly Trait[];
  /** How large pages are; small unless said. */
  readonly pages?: Exclude<SimulationOptions["pages"], undefined>;
  readonly callTakes?: number;
  readonly door?: Exclude<SimulationOptions["door"], undefined>;
  readonly log?: Exclude<SimulationOptions["log"], undefined>;
}): Promise<Sarcelle> => {
  const simulation = await startSimulation({
    handlers: deploymentHandlers,
    without: withoutThrottling,
    ...options,
  });
  const registered = {
    ...(bakeSeconds !== undefined && { bakeSeconds }),
    ...(sides !== undefined && { sides }),
    ...(more !== undefined && { more }),
  };
  return { ...(await beginIn(simulation, registered, sample)), simulation };
};
