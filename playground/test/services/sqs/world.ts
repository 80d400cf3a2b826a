import { operate } from "../../../gateway/operate.ts";
import { createSqs } from "../../../services/sqs/sqs.ts";
import { virtualClock } from "../../../world/clock.ts";
import type { FunctionOutcome, Metrics } from "../../../world/neighbours.ts";
import { seeded } from "../../../world/random.ts";

export const account = "123456789012";
export const region = "eu-west-1";
export const arnOf = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;
export const urlOf = (name: string) => `http://127.0.0.1:4566/${account}/${name}`;

export type Payload = { readonly Records: readonly { readonly messageId: string; readonly body: string }[] };
type Invoke = (payload: Payload) => FunctionOutcome | Promise<FunctionOutcome>;

/** SQS and a function that answers with `invoke`. */
export const createWorld = (
  invoke: Invoke = () => ({ ok: true, payload: null }),
  more: { readonly metrics?: Metrics } = {},
) => {
  const clock = virtualClock();
  const start = clock.now();
  const batches: { readonly after: number; readonly bodies: readonly string[] }[] = [];
  const sqs = createSqs(
    { clock, random: seeded(3), account, region, pageSize: 2, lag: () => 0, emit: () => {} },
    {
      ...more,
      endpoint: () => "http://127.0.0.1:4566",
      functions: {
        invoke: async (_, payload) => {
          const { Records } = payload as Payload;
          batches.push({ after: clock.now() - start, bodies: Records.map(({ body }) => body) });
          return invoke(payload as Payload);
        },
      },
    },
  );
  const call = { principal: { arn: `arn:aws:iam::${account}:user/someone` }, requestId: "1" };
  return {
    clock,
    start,
    sqs,
    batches,
    /** Calls an operation of the API. */
    async call(operation: string, input: object): Promise<Record<string, unknown>> {
      return (await operate(sqs, operation, { ...input }).run(call)) as Record<string, unknown>;
    },
  };
};

type World = ReturnType<typeof createWorld>;

export interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
}

export const receive = async (world: World, name: string, input: object = {}): Promise<readonly Received[]> => {
  const { Messages = [] } = await world.call("ReceiveMessage", {
    QueueUrl: urlOf(name),
    MaxNumberOfMessages: 10,
    ...input,
  });
  return Messages as readonly Received[];
};

export const bodies = async (world: World, name: string, input: object = {}) =>
  (await receive(world, name, input)).map(({ Body }) => Body);

export const send = (world: World, name: string, ...messages: readonly string[]) => {
  for (const message of messages) world.sqs.send(arnOf(name), message);
};
