import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { operate } from "../../../gateway/operate.ts";
import type { StepFunctions } from "../../../services/stepfunctions/stepfunctions.ts";
import { createStepFunctions } from "../../../services/stepfunctions/stepfunctions.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { type VirtualClock, virtualClock } from "../../../world/clock.ts";
import type { FunctionOutcome, Metrics } from "../../../world/neighbours.ts";
import { seeded } from "../../../world/random.ts";
import type { Need, ServiceEvent } from "../../../world/service.ts";
import type { Trait } from "../../../world/traits.ts";

type Json = unknown;

interface Setting {
  readonly metrics?: Metrics;
  readonly invoke?: (name: string, payload: unknown) => Promise<FunctionOutcome>;
  /** The needs that the machines' role does not have. */
  readonly denied?: (need: Need) => boolean;
  readonly pageSize?: number;
  readonly lag?: () => number;
  readonly without?: readonly Trait[];
}

export const account = "111122223333";
export const region = "eu-west-1";
export const roleArn = `arn:aws:iam::${account}:role/machine`;
export const functionArn = `arn:aws:lambda:${region}:${account}:function:work`;

export const answer = (payload: unknown): FunctionOutcome => ({ ok: true, payload });
export const thrown = (errorType: string, errorMessage = "it broke"): FunctionOutcome => ({
  ok: false,
  errorType,
  errorMessage,
  trace: [],
});

/** A function that answers each of its calls with the next of these, and the last for ever. */
export const inTurn = (...outcomes: readonly FunctionOutcome[]) => {
  const left = [...outcomes];
  return async () => (left.length > 1 ? left.shift() : left[0]) as FunctionOutcome;
};

export interface Ended {
  readonly executionArn: string;
  readonly status: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

export interface World {
  readonly clock: VirtualClock;
  readonly service: StepFunctions;
  readonly emitted: readonly ServiceEvent[];
  /** Calls an operation as the API does. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for.
  call(operation: string, input: object): Promise<any>;
  /** Makes a JSONata machine of these states; the first of them starts. */
  machine(states: object, more?: object, name?: string): string;
  start(stateMachineArn: string, input?: Json, name?: string): Promise<string>;
  /** What DescribeExecution says, with the output parsed. */
  ended(executionArn: string): Promise<Ended>;
  history(executionArn: string): Promise<readonly HistoryEvent[]>;
  /** Runs these states to their end, or for an hour. */
  run(states: object, input?: Json): Promise<Ended>;
}

export const createWorld = ({
  invoke = async (_name, payload) => answer(payload),
  denied = () => false,
  pageSize = 1000,
  lag = () => 0,
  without = [],
  metrics,
}: Setting = {}): World => {
  const clock = virtualClock();
  const emitted: ServiceEvent[] = [];
  const authorize = (role: string, need: Need) => {
    if (denied(need)) throw new AwsError("AccessDeniedException", `${role} may not ${need.action} on ${need.resource}`);
  };
  const service = createStepFunctions(
    { clock, random: seeded(7), account, region, pageSize, lag, emit: (event) => emitted.push(event), without },
    { functions: { invoke }, authorizer: { authorize }, ...(metrics === undefined ? {} : { metrics }) },
  );
  let made = 0;

  const world: World = {
    clock,
    service,
    emitted,
    async call(name, input) {
      return operate(service, name, { ...input }).run({
        principal: { arn: `arn:aws:iam::${account}:user/test` },
        requestId: "1",
      });
    },
    machine: (states, more = {}, name = `machine-${++made}`) =>
      service.createStateMachine({ name, roleArn, definition: definitionOf(states, more) }),
    async start(stateMachineArn, input = {}, name) {
      const request = { stateMachineArn, input: JSON.stringify(input), ...(name === undefined ? {} : { name }) };
      return (await world.call("StartExecution", request)).executionArn;
    },
    async ended(executionArn) {
      const { status, output, error, cause } = await world.call("DescribeExecution", { executionArn });
      return {
        executionArn,
        status,
        ...(output === undefined ? {} : { output: JSON.parse(output) }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    },
    history: async (executionArn) =>
      (await world.call("GetExecutionHistory", { executionArn, maxResults: 1000 })).events,
    async run(states, input) {
      const executionArn = await world.start(world.machine(states), input);
      await clock.advance(3_600_000);
      return world.ended(executionArn);
    },
  };
  return world;
};

export const definitionOf = (states: object, more: object = {}): string =>
  JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states, ...more });

/** The events as short lines: id, predecessor, type. */
export const lines = (events: readonly HistoryEvent[]): readonly string[] =>
  events.map(({ id, previousEventId, type }) => `${id} < ${previousEventId} ${type}`);

export const types = (events: readonly HistoryEvent[]): readonly (string | undefined)[] =>
  events.map(({ type }) => type);
