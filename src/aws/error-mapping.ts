import { AwsUnavailable, NotYet, Throttled } from "../errors.ts";

/**
 * AWS's names for "too many calls". A DynamoDB or EC2 limit that is not about rate has another name.
 * From the SDKs' own list of throttling codes.
 */
const throttlingNames: ReadonlySet<string> = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottledException",
  "RequestThrottled",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "BandwidthLimitExceeded",
  "ProvisionedThroughputExceededException",
  "PriorRequestNotComplete",
  "PriorRequestNotCompleteException",
  "EC2ThrottledException",
  "SlowDown",
]);

/**
 * AWS's names for "something that uses it still goes": a target group is in use for up to minutes after its listener is gone, a group
 * has its activities. By their documentation each ends by itself.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html
 */
const notYetNames: ReadonlySet<string> = new Set([
  "ResourceInUse",
  "ResourceInUseException",
  "ResourceInUseFault",
  "ScalingActivityInProgress",
  "ScalingActivityInProgressFault",
]);

/**
 * What a call that makes or changes something answers about what it names, if that was made a moment ago. It was read before, or this
 * deployment made it: if it is really gone, the next look finds out. https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
const notFoundNames: ReadonlySet<string> = new Set([
  "TargetGroupNotFoundException",
  "LoadBalancerNotFoundException",
  "ListenerNotFoundException",
  "RuleNotFoundException",
  "InvalidLaunchTemplateId.NotFound",
  "InvalidLaunchTemplateId.NotFoundException",
  "InvalidLaunchTemplateName.NotFoundException",
]);
const making = /^(Add|Attach|Create|Enable|Modify|Put|Set|Start|Suspend|Update)/;

/** Auto Scaling has no names for it: a call about a group that it is deleting is a `ValidationError` with these words. */
const pendingDelete = /pending delete/i;

/**
 * A `ValidationError` as well: what a call names was made a moment ago, and Auto Scaling, or EC2 behind it, does not know it yet: the group,
 * its launch template, or the instance profile in that. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html ("eventual consistency")
 */
const notKnownYet =
  /AutoScalingGroup name not found|fully-formed launch template.*(does not exist|not found|Invalid IAM Instance Profile)/is;

/** No answer at all, as Node and the SDK name it. */
const networkCodes: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "TimeoutError",
  "NetworkingError",
]);

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The error that the state machine retries, if it is one of those; the error itself otherwise. */
export const namedError = (error: unknown, operation: string): unknown => {
  if (!(error instanceof Error)) return error;
  const { name, code, message, $metadata } = error as SdkError;
  if (throttlingNames.has(name))
    return new Throttled(`AWS throttles ${operation} (${name}: ${message}).`, { cause: error });
  const isRefusedForNow =
    notYetNames.has(name) ||
    (name === "ValidationError" &&
      (pendingDelete.test(message) || (making.test(operation) && notKnownYet.test(message)))) ||
    (notFoundNames.has(name) && making.test(operation));
  if (isRefusedForNow) return new NotYet(`AWS refuses ${operation} for now (${name}: ${message}).`, { cause: error });
  if (($metadata?.httpStatusCode ?? 0) >= 500)
    return new AwsUnavailable(`AWS answered ${operation} with a failure of its own (${name}: ${message}).`, {
      cause: error,
    });
  if (networkCodes.has(code ?? "") || networkCodes.has(name))
    return new AwsUnavailable(`AWS did not answer ${operation} (${name}: ${message}).`, { cause: error });
  return error;
};

type Handler = (args: { readonly input: object }) => Promise<{ readonly response: unknown; readonly output: object }>;

interface Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler, context: { readonly commandName?: string }) => Handler,
      options: { readonly step: "initialize"; readonly priority: "high"; readonly name: string },
    ): void;
  };
}

/** Wraps every call of the client, outside the SDK's own retries. */
export const mapErrors = <C extends object>(client: C): C => {
  (client as unknown as Client).middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        // The SDK's name for it is that of its class.
        throw namedError(error, context.commandName?.replace(/Command$/, "") ?? "a call");
      }
    },
    { step: "initialize", priority: "high", name: "sarcelleErrors" },
  );
  return client;
};
