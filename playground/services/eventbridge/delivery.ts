/**
 * Delivery of an event to one target of a rule: asynchronous, in no order, at least once, with retries and a dead-letter queue.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 */
import type { Target } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../world/aws-error.ts";
import type {
  AsynchronousFunctions,
  Authorizer,
  Queues,
  ServiceCaller,
  StateMachines,
  Topics,
} from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import { type EventEnvelope, inputOf, type Occasion } from "./input.ts";
import type { Rule } from "./rules.ts";
import { type TargetKind, targetKind } from "./targets.ts";

/** What an event target can be, and the roles that EventBridge acts under. */
export interface Neighbours {
  readonly functions: AsynchronousFunctions;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly stateMachines: StateMachines;
  readonly authorizer: Authorizer;
}

/** Runs `task` after `delay`, unless the service stops before. */
export type Later = (delay: number, task: () => void) => void;

/** "By default, EventBridge retries sending the event for 24 hours and up to 185 times." */
const defaultRetries = 185;
const defaultAgeInSeconds = 86_400;

/** The longest pause between two attempts: 185 of them make about 24 hours. */
const longestPause = 480_000;

interface Failure {
  readonly code: string;
  readonly message: string;
  /** "For errors that result from missing permissions or a target that no longer exists, there are no retries." */
  readonly retriable: boolean;
}

const missing: ReadonlySet<string> = new Set([
  "NotFoundException",
  "ResourceNotFoundException",
  "QueueDoesNotExist",
  "StateMachineDoesNotExist",
]);

const failureOf = (error: unknown): Failure => {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SyntaxError) return { code: "INVALID_JSON", message, retriable: false };
  if (!(error instanceof AwsError)) throw error;
  if (/^(AccessDenied|AuthorizationError)/.test(error.name))
    return { code: "NO_PERMISSIONS", message, retriable: false };
  if (missing.has(error.name)) return { code: "NO_RESOURCE", message, retriable: false };
  if (error.status === 429 || /Throttl|TooManyRequests/.test(error.name)) {
    return { code: "THROTTLING", message, retriable: true };
  }
  if (error.status >= 500) return { code: "ERROR_FROM_TARGET", message, retriable: true };
  return { code: "SDK_CLIENT_ERROR", message, retriable: false };
};

/** Without a role it is the target's own policy that lets a rule act on it. */
const callerFor = (rule: Rule): ServiceCaller => ({ service: "events.amazonaws.com", sourceArn: rule.arn });

const actions: Readonly<Record<TargetKind, string>> = {
  lambda: "lambda:InvokeFunction",
  sns: "sns:Publish",
  sqs: "sqs:SendMessage",
  states: "states:StartExecution",
};

/** The function that delivers an event to a target of a rule, now and until it has arrived or its retries are used up. */
export const createDelivery = (
  { clock, random }: Pick<Surroundings, "clock" | "random">,
  { functions, queues, topics, stateMachines, authorizer }: Neighbours,
  later: Later,
) => {
  const send = (rule: Rule, target: Target, body: string): void => {
    const arn = target.Arn ?? "";
    const kind = targetKind(arn);
    if (target.RoleArn !== undefined) authorizer.authorize(target.RoleArn, { action: actions[kind], resource: arn });
    const caller = target.RoleArn === undefined ? callerFor(rule) : undefined;
    if (kind === "sqs") queues.send(arn, body, {}, caller);
    else if (kind === "sns") topics.publish(arn, body, caller);
    else if (kind === "states") stateMachines.start(arn, JSON.parse(body));
    // Lambda takes the event over at once: whether the function then succeeds is no longer EventBridge's concern.
    else functions.accept(arn, JSON.parse(body), caller);
  };

  const deadLetter = (
    rule: Rule,
    target: Target,
    event: EventEnvelope,
    failure: Failure,
    retries: number,
    exhausted: string | undefined,
  ) => {
    const queue = target.DeadLetterConfig?.Arn;
    if (queue === undefined) return;
    try {
      const attributes = {
        RULE_ARN: rule.arn,
        TARGET_ARN: target.Arn ?? "",
        ERROR_CODE: failure.code,
        ERROR_MESSAGE: failure.message,
        ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
        RETRY_ATTEMPTS: String(retries),
      };
      queues.send(queue, JSON.stringify(event), attributes, callerFor(rule));
    } catch (error) {
      // "If the event isn't delivered to the DLQ, it is dropped."
      if (!(error instanceof AwsError)) throw error;
    }
  };

  /** Exponential backoff with jitter. */
  const pause = (retry: number) => Math.min(longestPause, 1_000 * 2 ** retry) * (0.5 + random() / 2);

  return (rule: Rule, target: Target, event: EventEnvelope, occasion: Occasion): void => {
    const retries = target.RetryPolicy?.MaximumRetryAttempts ?? defaultRetries;
    const deadline = clock.now() + (target.RetryPolicy?.MaximumEventAgeInSeconds ?? defaultAgeInSeconds) * 1_000;
    const attempt = (retry: number): void => {
      try {
        send(rule, target, inputOf(target, event, occasion));
      } catch (error) {
        const failure = failureOf(error);
        const wait = pause(retry);
        if (!failure.retriable) deadLetter(rule, target, event, failure, retry, undefined);
        else if (retry >= retries) deadLetter(rule, target, event, failure, retry, "MaximumRetryAttempts");
        else if (clock.now() + wait > deadline) {
          later(deadline - clock.now(), () =>
            deadLetter(rule, target, event, failure, retry, "MaximumEventAgeInSeconds"),
          );
        } else later(wait, () => attempt(retry + 1));
      }
    };
    attempt(0);
  };
};
