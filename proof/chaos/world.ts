/** The world that chaos breaks, and one beside it in which only happens what succeeded in the first. */
import type { Activity, DescribeScalingActivitiesCommandOutput } from "@aws-sdk/client-auto-scaling";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ListExecutionsCommandOutput } from "@aws-sdk/client-sfn";
import { startPlayground } from "@sarcelle/playground/start";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { closeJournal, takeOver } from "../../src/aws/journal-store.ts";
import { defaults } from "../../src/deployment/defaults.ts";
import { gaveUpEmptying, likeness } from "../crash-matrix/outcome.ts";
import { comparableState } from "../dump/comparable-state.ts";
import { approvedUntilEnded } from "../simulation/approving.ts";
import { startCluster } from "../simulation/cluster.ts";
import { hookName } from "../simulation/hooked.ts";
import {
  beginIn,
  type Deployed,
  environment,
  type Sarcelle,
  service,
  stack,
  startSarcelle,
  traffic,
} from "../simulation/sarcelle.ts";
import { type Group, type WorldDump, withoutNumbers, withoutWhereabouts } from "./dump.ts";
import { type ChaosGround, isCluster, registeredOf } from "./ground.ts";
import type { EndedExecution } from "./invariants.ts";
import { createNodeHook, type NodeHook } from "./node-hook.ts";
import { type Machine, watchedMachines } from "./plans.ts";

/** Long enough that a release that fails under traffic is seen to fail while somebody watches. */
const bakeSeconds = 60;

/** A client's connection to a port of the load balancer; undefined where nobody takes it. */
export type Connect = (
  port: number,
) =>
  | { readonly instance: string; request(path: string): { readonly instance?: string } | undefined; close(): void }
  | undefined;

/** A world of chaos. */
export interface ChaosWorld extends Deployed {
  /** Of a cluster. */
  readonly hook?: NodeHook;
  /** Of a network load balancer, in a simulated world. */
  readonly connect?: Connect;
}

const standing = (ground: ChaosGround) => ({
  registered: { bakeSeconds, more: registeredOf(ground) },
  sample: ground.place === "a network load balancer" ? ({ loadBalancer: "network" } as const) : {},
});

const startClustered = async (seed: number, template: string, ground: ChaosGround): Promise<ChaosWorld> => {
  let sarcelle: Sarcelle | undefined;
  const groupNow = async (): Promise<Group | undefined> =>
    sarcelle && (await dumpOf(sarcelle)).autoscaling.groups[stack];
  const hook = createNodeHook(groupNow);
  const pace = ground.tight ? { minHealthy: 66, maxHealthy: 100 } : {};
  const rolling = { warmup: 10, ...pace, hook: { function: hookName, timeout: 600 } };
  const said = { ...registeredOf(ground), rolling };
  sarcelle = await startCluster({ seed, template, without: [], answers: hook.answer, said });
  return { ...sarcelle, hook };
};

/** A simulated one that stands on such a ground. */
export const startWorld = async (seed: number, template: string, ground: ChaosGround): Promise<ChaosWorld> => {
  if (isCluster(ground)) return startClustered(seed, template, ground);
  const { registered, sample } = standing(ground);
  const sarcelle = await startSarcelle({ seed, template, without: [], ...registered, sample });
  if (ground.place !== "a network load balancer") return sarcelle;
  return { ...sarcelle, connect: (port) => sarcelle.simulation.connect(stack, port) };
};

/** As fast as its processes, which live in real time, can follow on a small machine. */
const speed = 10;

/** A real one, of load balancers alone. */
export const startRealWorld = async (seed: number, template: string, ground: ChaosGround): Promise<ChaosWorld> => {
  const { registered, sample } = standing(ground);
  const playground = await startPlayground({ port: 0, speed, seed, template });
  try {
    return await beginIn(playground, registered, sample);
  } catch (error) {
    await playground.stop();
    throw error;
  }
};

/** All resources of the world, the truth. */
export const dumpOf = async ({ world }: Deployed): Promise<WorldDump> => (await world.state()) as unknown as WorldDump;

/** Traffic as before, counted anew; a cluster has none. */
export const countAnew = async ({ world, hook }: ChaosWorld): Promise<void> =>
  world.sendTraffic(hook === undefined ? traffic : { ...traffic, ports: [] });

/** All scaling activities of a group that are remembered. */
export const scalingActivitiesOf = async ({ world }: Deployed, group: string): Promise<readonly Activity[]> => {
  const found: Activity[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = (await world.operate("autoscaling", "DescribeScalingActivities", {
      AutoScalingGroupName: group,
      ...(NextToken === undefined ? {} : { NextToken }),
    })) as DescribeScalingActivitiesCommandOutput;
    found.push(...(page.Activities ?? []));
    NextToken = page.NextToken;
    if (NextToken === undefined) return found;
  }
};

const machineArn = ({ world: { region, account } }: Deployed, machine: string) =>
  `arn:aws:states:${region}:${account}:stateMachine:${service}-${machine}`;

/** The ARN of an execution of one of Sarcelle's machines in this world. */
export const executionArn = ({ world: { region, account } }: Deployed, machine: string, name: string): string =>
  `arn:aws:states:${region}:${account}:execution:${service}-${machine}:${name}`;

const executions = async (sarcelle: Deployed, machine: string, statusFilter?: "RUNNING") => {
  const found: { readonly name: string; readonly executionArn: string }[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page = (await sarcelle.world.operate("states", "ListExecutions", {
      stateMachineArn: machineArn(sarcelle, machine),
      ...(statusFilter === undefined ? {} : { statusFilter }),
      ...(nextToken === undefined ? {} : { nextToken }),
    })) as ListExecutionsCommandOutput;
    for (const { name = "", executionArn = "" } of page.executions ?? []) found.push({ name, executionArn });
    nextToken = page.nextToken;
    if (nextToken === undefined) return found;
  }
};

export interface RunningExecution {
  readonly machine: Machine;
  readonly name: string;
}

/** The executions that run. */
export const running = async (sarcelle: Deployed): Promise<readonly RunningExecution[]> =>
  (
    await Promise.all(
      watchedMachines.map(async (machine) =>
        (await executions(sarcelle, machine, "RUNNING")).map(({ name }) => ({ machine, name })),
      ),
    )
  ).flat();

/** How every execution but those in `known` ended, in the order of their end. */
export const endedExecutions = async (
  sarcelle: Deployed,
  known: ReadonlySet<string>,
): Promise<readonly EndedExecution[]> => {
  const ended: (EndedExecution & { readonly at: number })[] = [];
  for (const machine of watchedMachines) {
    for (const { name, executionArn } of await executions(sarcelle, machine)) {
      if (known.has(`${machine}:${name}`)) continue;
      const { status = "", output, error, cause, stopDate } = await sarcelle.execution(executionArn);
      const events = await sarcelle.history(executionArn);
      const last = events.findLast((event) => event.stateEnteredEventDetails !== undefined)?.stateEnteredEventDetails
        ?.name;
      const unemptied = gaveUpEmptying(output);
      ended.push({ name, machine, status, error, cause, last, unemptied, at: stopDate?.getTime() ?? 0 });
    }
  }
  return ended.toSorted((a, b) => a.at - b.at);
};

/** A person accepts things as they are, as `sarcelle rollback --accept` does. */
export const accept = ({ world }: Deployed, deployment: string): Promise<void> =>
  world.asOperator(async (connection) => {
    const table = { client: new DynamoDBClient(connection), name: service };
    const taken = await takeOver(table, { environment, deployment, owner: "accept:chaos" });
    if (taken === undefined) return;
    const ending = { outcome: "Accepted", closedAt: world.now(), reason: "chaos" } as const;
    await closeJournal(table, taken, ending, defaults.holdTimeoutSeconds);
  });

/** A deployment that succeeds, with people who approve it if they are asked. Throws unless it does. */
export const deployApproved = async (sarcelle: Deployed, input: object, name: string): Promise<void> => {
  const arn = await sarcelle.start(input, name);
  const { status, error, cause } = await approvedUntilEnded(sarcelle, arn, name);
  if (status !== "SUCCEEDED") throw new Error(`${name} ended as ${status}: ${error}: ${cause}`);
  await sarcelle.rest();
};

/** Something that took effect, to be repeated in the other world. */
export type Deed = (sarcelle: ChaosWorld) => Promise<void>;

export interface Twin {
  did(deed: Deed): void;
  /** The likeness of the world in which nothing else happened, without what `without` leaves out. */
  likeness(without: (dump: unknown) => unknown): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** A world's dump as lines that are the same in a world in which the same succeeded: without numbers and whereabouts. */
export const likenessOf = (dump: unknown, without: (dump: unknown) => unknown): readonly string[] =>
  likeness(comparableState(withoutWhereabouts(withoutNumbers(without(dump)))));

/** The other world, always a simulated one: it comes to be, and catches up, when it is asked for. */
export const createTwin = (seed: number, template: string, ground: ChaosGround): Twin => {
  const deeds: Deed[] = [];
  let sarcelle: ChaosWorld | undefined;
  return {
    did: (deed) => void deeds.push(deed),
    async likeness(without) {
      // What succeeded between two freeze windows is repeated at another time.
      sarcelle ??= await startWorld(seed, template, { ...ground, frost: undefined });
      for (const deed of deeds.splice(0)) await deed(sarcelle);
      return likenessOf(await dumpOf(sarcelle), without);
    },
    stop: async () => sarcelle?.world.stop(),
  };
};

/** What a closed journal brought about, if it is still there: a success, or the undo of one. A hold ends by itself in every world. */
export const tookHold = ({ outcome, deployment }: ClosedJournal): boolean =>
  deployment.action !== "end-hold" &&
  (outcome === "Succeeded" || (outcome === "RolledBack" && deployment.undoes !== undefined));
