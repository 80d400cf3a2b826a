/** The world that chaos breaks, and one beside it in which only happens what succeeded in the first. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ListExecutionsCommandOutput } from "@aws-sdk/client-sfn";
import { startPlayground } from "@sarcelle/playground/start";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { closeJournal, takeOver } from "../../src/aws/journal-store.ts";
import { defaults } from "../../src/deployment/defaults.ts";
import { gaveUpEmptying, likeness } from "../crash-matrix/outcome.ts";
import { comparableState } from "../dump/comparable-state.ts";
import { approvedUntilEnded } from "../simulation/approving.ts";
import { beginIn, type Deployed, environment, service, startSarcelle, traffic } from "../simulation/sarcelle.ts";
import type { Terms } from "./approval.ts";
import { type WorldDump, withoutNumbers, withoutWhereabouts } from "./dump.ts";
import type { EndedExecution } from "./invariants.ts";
import { type Machine, watchedMachines } from "./plans.ts";

/** Long enough that a release that fails under traffic is seen to fail while somebody watches. */
const bakeSeconds = 60;

const registered = (approval: Terms) => ({ bakeSeconds, ...(approval && { more: { approval } }) });

/** A simulated one, whose environment asks for such an approval. */
export const startWorld = (seed: number, template: string, asks: Terms): Promise<Deployed> =>
  startSarcelle({ seed, template, without: [], ...registered(asks) });

/** As fast as its processes, which live in real time, can follow on a small machine. */
const speed = 10;

/** A real one. */
export const startRealWorld = async (seed: number, template: string, asks: Terms): Promise<Deployed> => {
  const playground = await startPlayground({ port: 0, speed, seed, template });
  try {
    return await beginIn(playground, registered(asks));
  } catch (error) {
    await playground.stop();
    throw error;
  }
};

/** All resources of the world, the truth. */
export const dumpOf = async ({ world }: Deployed): Promise<WorldDump> => (await world.state()) as unknown as WorldDump;

/** Traffic as before, counted anew. */
export const countAnew = async ({ world }: Deployed): Promise<void> => world.sendTraffic(traffic);

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
export type Deed = (sarcelle: Deployed) => Promise<void>;

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
export const createTwin = (seed: number, template: string, asks: Terms): Twin => {
  const deeds: Deed[] = [];
  let sarcelle: Deployed | undefined;
  return {
    did: (deed) => void deeds.push(deed),
    async likeness(without) {
      sarcelle ??= await startWorld(seed, template, asks);
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
