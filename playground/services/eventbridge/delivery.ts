/**
 * Delivery of an event to one target of a rule: asynchronous, in no order, at least once, with retries and a dead-letter queue.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 */

import type { Target } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../world/aws-error.ts";
import type { Clock } from "../../world/clock.ts";
import type {
  AsynchronousFunctions,
  Authorizer,
  Queues,
  ServiceCaller,
  StateMachines,
  Topics,
} from "../../world/neighbours.ts";
import type { Random } from "../../world/random.ts";
import type { Surroundings } from "../../world/service.ts";
import { type EventEnvelope, inputOf, type Occasion } from "./input.ts";
import type { Rule } from "./rule.ts";
import { type TargetKind, targetKind } from "./target-kind.ts";
import type { Timers } from "./timers.ts";

/** What an event target can be, and the roles that EventBridge acts under. */
export interface Neighbours {
  readonly functions: AsynchronousFunctions;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly stateMachines: StateMachines;
  readonly authorizer: Authorizer;
  readonly buses: EventBuses;
}

/** Buses, in whichever account and region. */
export interface EventBuses {
  /** Puts an event on the bus of an ARN, for an account. Throws AwsError if there is none, or it does not let that account. */
  put(bus: string, event: EventEnvelope, account: string): void;
}

/** Delivers an event to a target of a rule, now and until it has arrived or its retries are used up. */
export type Deliver = (rule: Rule, target: Target, event: EventEnvelope, occasion: Occasion) => void;

interface Sender extends Neighbours {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
}

/** "By default, EventBridge retries sending the event for 24 hours and up to 185 times." */
const defaultRetries = 185;
const defaultAgeSeconds = 86_400;

/** The longest pause between two attempts: 185 of them make about 24 hours. */
const longestPauseMilliseconds = 480_000;

/** The function that delivers, and tries again on `timers`. */
export const createDelivery = (
  { clock, random }: Pick<Surroundings, "clock" | "random">,
  neighbours: Neighbours,
  timers: Timers,
): Deliver => {
  const sender: Sender = { ...neighbours, clock, random, timers };
  return (rule, target, event, occasion) => {
    const retries = target.RetryPolicy?.MaximumRetryAttempts ?? defaultRetries;
    const deadline = clock.now() + (target.RetryPolicy?.MaximumEventAgeInSeconds ?? defaultAgeSeconds) * 1_000;
    const attempt = (retry: number): void => {
      try {
        if (targetKind(target.Arn ?? "") === "events") forward(sender, rule, target, event);
        else send(sender, rule, target, inputOf(target, event, occasion));
      } catch (error) {
        const failure = failureOf(error);
        const wait = pauseAfter(retry, random);
        const giveUp = (exhausted?: string) => deadLetter(sender, { rule, target, event, failure, retry, exhausted });
        if (!failure.retriable) giveUp();
        else if (retry >= retries) giveUp("MaximumRetryAttempts");
        else if (clock.now() + wait > deadline) {
          timers.later(deadline - clock.now(), () => giveUp("MaximumEventAgeInSeconds"));
        } else timers.later(wait, () => attempt(retry + 1));
      }
    };
    attempt(0);
  };
};

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

/** Exponential backoff with jitter, in whole milliseconds. */
const pauseAfter = (retry: number, random: Random): number =>
  Math.floor(Math.min(longestPauseMilliseconds, 1_000 * 2 ** retry) * (0.5 + random() / 2));

/** Without a role it is the target's own policy that lets a rule act on it. */
const callerFor = (rule: Rule): ServiceCaller => ({ service: "events.amazonaws.com", sourceArn: rule.arn });

const actions: Readonly<Record<TargetKind, string>> = {
  events: "events:PutEvents",
  lambda: "lambda:InvokeFunction",
  sns: "sns:Publish",
  sqs: "sqs:SendMessage",
  states: "states:StartExecution",
};

const send = (
  { functions, queues, topics, stateMachines, authorizer }: Sender,
  rule: Rule,
  target: Target,
  body: string,
): void => {
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

/**
 * To another bus the event goes as it is, and from there not to a third account: "these events aren't sent to the third account".
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
const forward = (
  { buses, authorizer }: Sender,
  rule: Rule,
  { Arn = "", RoleArn = "" }: Target,
  event: EventEnvelope,
) => {
  const [own = "", there = ""] = [rule.arn, Arn].map((arn) => arn.split(":")[4]);
  if (event.account !== own && there !== own) return;
  authorizer.authorize(RoleArn, { action: actions.events, resource: Arn });
  buses.put(Arn, event, own);
};

const deadLetter = (
  { queues }: Sender,
  undelivered: {
    readonly rule: Rule;
    readonly target: Target;
    readonly event: EventEnvelope;
    readonly failure: Failure;
    readonly retry: number;
    /** The limit that was reached, if it was not the failure itself that ended the attempts. */
    readonly exhausted: string | undefined;
  },
): void => {
  const { rule, target, event, failure, retry, exhausted } = undelivered;
  const queue = target.DeadLetterConfig?.Arn;
  if (queue === undefined) return;
  try {
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn ?? "",
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
      RETRY_ATTEMPTS: String(retry),
    };
    queues.send(queue, JSON.stringify(event), attributes, callerFor(rule));
  } catch (error) {
    // "If the event isn't delivered to the DLQ, it is dropped."
    if (!(error instanceof AwsError)) throw error;
  }
};
