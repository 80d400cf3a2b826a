import { operate } from "../../../gateway/operate.ts";
import { createEventBridge } from "../../../services/eventbridge/eventbridge.ts";
import type { BusReliability } from "../../../services/eventbridge/reliability.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { virtualClock } from "../../../world/clock.ts";
import type { ServiceCaller } from "../../../world/neighbours.ts";
import { seeded } from "../../../world/random.ts";

export const account = "123456789012";
export const region = "eu-west-1";
export const functionArn = `arn:aws:lambda:${region}:${account}:function:inventory`;
export const queueArn = `arn:aws:sqs:${region}:${account}:changes`;
export const deadLetterArn = `arn:aws:sqs:${region}:${account}:dead-letters`;
export const topicArn = `arn:aws:sns:${region}:${account}:findings`;
export const machineArn = `arn:aws:states:${region}:${account}:stateMachine:rollback`;
export const roleArn = `arn:aws:iam::${account}:role/events`;

/** A bus with recording neighbours; `answers` replaces what a neighbour does. */
export const createWorld = (
  answers: {
    readonly accept?: () => void;
    readonly send?: (queue: string) => void;
    readonly publish?: () => void;
    readonly authorize?: () => void;
  } = {},
  reliability: BusReliability = {},
) => {
  const clock = virtualClock();
  const start = clock.now();
  const invocations: { readonly after: number; readonly name: string; readonly payload: unknown }[] = [];
  const callers: (ServiceCaller | undefined)[] = [];
  const sent: { readonly queue: string; readonly body: unknown; readonly attributes: unknown }[] = [];
  const published: { readonly topic: string; readonly message: string }[] = [];
  const forwarded: { readonly arn: string; readonly event: unknown; readonly by: string }[] = [];
  const executions: { readonly machine: string; readonly input: unknown }[] = [];
  const bus = createEventBridge(
    { clock, random: seeded(7), account, region, pageSize: 2, lag: () => 0 },
    {
      functions: {
        accept(name, payload, caller) {
          answers.accept?.();
          callers.push(caller);
          invocations.push({ after: clock.now() - start, name, payload });
        },
      },
      queues: {
        send(queue, body, attributes, caller) {
          answers.send?.(queue);
          callers.push(caller);
          sent.push({ queue, body: JSON.parse(body), attributes });
        },
      },
      topics: {
        publish(topic, message, caller) {
          answers.publish?.();
          callers.push(caller);
          published.push({ topic, message });
        },
      },
      stateMachines: { start: (machine, input) => void executions.push({ machine, input }) },
      authorizer: { authorize: () => answers.authorize?.() },
      buses: { put: (arn, event, by) => void forwarded.push({ arn, event, by }) },
    },
    { delay: () => 100, ...reliability },
  );
  const call = { principal: { arn: `arn:aws:iam::${account}:user/someone` }, requestId: "1" };
  return {
    clock,
    bus,
    callers,
    invocations,
    sent,
    published,
    executions,
    forwarded,
    /** Calls an operation of the API. */
    async call(operation: string, input: object): Promise<Record<string, unknown>> {
      return (await operate(bus, operation, { ...input }).run(call)) as Record<string, unknown>;
    },
  };
};

/** A rule for the events of `source`, with one target. */
export const ruleFor = async (world: ReturnType<typeof createWorld>, target: object, source = "test") => {
  await world.call("PutRule", { Name: "rule", EventPattern: JSON.stringify({ source: [source] }) });
  await world.call("PutTargets", { Rule: "rule", Targets: [{ Id: "1", ...target }] });
};

export const testEvent = { source: "test", detailType: "Happened", resources: ["arn:one"], detail: { state: "on" } };

export const unavailable = () => {
  throw new AwsError("ServiceUnavailable", "Service is unavailable.", { status: 503 });
};
