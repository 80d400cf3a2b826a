/** Deployments in a world of the benchmark: run to their end, and measured by what AWS tells of them afterwards. */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { awaitThat, pause } from "./patience.ts";
import type { startServed } from "./world.ts";

export const stackName = "sarcelle-live";
export const home = { region: "eu-west-1", account: "123456789012" } as const;

/** What a deployment took. Moments are the machine's, in milliseconds. */
export interface Turned {
  /** Its id. */
  readonly name: string;
  readonly status: string;
  readonly cause: string | undefined;
  /** From StartExecution to its end, in the world's milliseconds. */
  readonly took: number;
  /** From StartExecution to each listener's turn, in the world's milliseconds. */
  readonly turns: readonly number[];
  /** When each was turned. */
  readonly turnedAt: readonly number[];
  /** What each state took from when it was entered, in the world's milliseconds, in order. */
  readonly states: readonly { readonly name: string; readonly milliseconds: number }[];
}

type Served = Awaited<ReturnType<typeof startServed>>;

const statesEntered = async (machines: SFNClient, executionArn: string) => {
  const entered: { name: string; at: number }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await machines.send(
      new GetExecutionHistoryCommand({ executionArn, ...(nextToken === undefined ? {} : { nextToken }) }),
    );
    for (const { stateEnteredEventDetails: details, timestamp } of page.events ?? [])
      if (details !== undefined) entered.push({ name: details.name ?? "", at: timestamp?.getTime() ?? 0 });
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return entered;
};

/** How far the machine's time is ahead of the world's, which is told in the middle of the time that asking takes. */
export const ahead = async ({ url }: Pick<Served, "url">): Promise<number> => {
  const asked = machineNow();
  const answer = await fetch(`${url}/_playground/clock`);
  const { milliseconds } = (await answer.json()) as { readonly milliseconds: number };
  return (asked + machineNow()) / 2 - milliseconds;
};

/** Asks for the rest only so many milliseconds after its end: whoever measures what is around a move is not to measure the answers. */
const turnedBy = async (
  world: Served,
  machines: SFNClient,
  executionArn: string,
  askedAfter: number,
): Promise<Turned> => {
  // A machine that cannot keep up has the world's time run slower: how far the two are apart is asked for all along.
  const apart: { readonly world: number; readonly by: number }[] = [];
  const ended = await awaitThat(`${executionArn} ended`, 900, async () => {
    const by = await ahead(world);
    apart.push({ world: machineNow() - by, by });
    const execution = await machines.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === "RUNNING" ? undefined : execution;
  });
  await pause(askedAfter);
  const [begun, over] = [ended.startDate?.getTime() ?? 0, ended.stopDate?.getTime() ?? 0];
  const calls = (await world.admin.calls("ModifyListener")).filter(
    ({ time, outcome }) => time >= begun && time <= over && outcome === "ok",
  );
  const entered = await statesEntered(machines, executionArn);
  const machineAt = (time: number) => time + (apart.findLast((each) => each.world <= time) ?? apart[0] ?? { by: 0 }).by;
  return {
    name: ended.name ?? "",
    status: ended.status ?? "",
    cause: ended.cause,
    took: over - begun,
    turns: calls.map(({ time }) => time - begun),
    turnedAt: calls.map(({ time }) => machineAt(time)),
    states: entered.map(({ name, at }, index) => ({ name, milliseconds: (entered[index + 1]?.at ?? over) - at })),
  };
};

/** Runs deployments of `web-live` to their end, however they end. */
export const attempter = (world: Served, machines: SFNClient) => {
  let runs = 0;
  return async (
    request: object,
    machine: "blue-green" | "rollback" = "blue-green",
    askedAfter = 0,
  ): Promise<Turned> => {
    const { executionArn = "" } = await machines.send(
      new StartExecutionCommand({
        stateMachineArn: `arn:aws:states:${home.region}:${home.account}:stateMachine:${stackName}-${machine}`,
        name: `bench-${++runs}`,
        input: JSON.stringify({ environment: "web-live", requestedBy: "bench", ...request }),
      }),
    );
    return await turnedBy(world, machines, executionArn, askedAfter);
  };
};

/** The same, but each rejects unless it succeeds. */
export const deployer =
  (attempt: ReturnType<typeof attempter>) =>
  async (request: object, askedAfter?: number): Promise<Turned> => {
    const result = await attempt(request, "blue-green", askedAfter);
    if (result.status !== "SUCCEEDED")
      throw new Error(`${JSON.stringify(request)} ended as ${result.status}: ${result.cause}`);
    return result;
  };
