/**
 * What functions write: a line of JSON for each message, with the field names of Powertools for AWS Lambda, so that queries which know those
 * find ours (docs/adr/0015-a-log-line-is-ours.md). Log where you handle; never a secret.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { Refusal, Throttled } from "./errors.ts";
import { meetingThrottling, refusedCalls } from "./throttling-met.ts";
import { withoutValues } from "./without-values.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What every line of an invocation says: whose it is. */
const invocation = new AsyncLocalStorage<Fields>();

/** One line. What it says itself stands before what its invocation says. */
export const log = (level: "info" | "warn" | "error", message: string, details: Fields = {}) => {
  const { TABLE, AWS_LAMBDA_FUNCTION_NAME, _X_AMZN_TRACE_ID } = process.env;
  const line = {
    level: level.toUpperCase(),
    message,
    timestamp: new Date().toISOString(),
    service: TABLE,
    function_name: AWS_LAMBDA_FUNCTION_NAME,
    xray_trace_id: /Root=([^;]+)/.exec(_X_AMZN_TRACE_ID ?? "")?.[1],
    ...invocation.getStore(),
    ...details,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** Details that CloudWatch counts: one more of `name` for the values that the line has in these fields (embedded metric format). */
export const counted = (name: string, ...dimensions: readonly string[]): Fields => ({
  [name]: 1,
  _aws: {
    Timestamp: Date.now(),
    CloudWatchMetrics: [
      { Namespace: "Sarcelle", Dimensions: [["service", ...dimensions]], Metrics: [{ Name: name, Unit: "Count" }] },
    ],
  },
});

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Fields)[name] : undefined;

const longestName = 128;

/** Whose it is, where the input says so: a state's own, a run's, a rollback's, or what an execution was started with. */
const subjectOf = (input: unknown): Fields => {
  const all = [input, ...["run", "rollback", "input", "detail"].map((name) => member(input, name))];
  const text = (name: string) =>
    all
      .map((each) => member(each, name))
      .find((value): value is string => typeof value === "string")
      ?.slice(0, longestName);
  return { environment: text("environment"), deployment: text("deployment") ?? text("execution") };
};

/** By these a state is tried again: nothing failed yet. */
const forNow: ReadonlySet<string> = new Set(["Throttled", "NotYet", "AwsUnavailable", "NotVisible"]);

/** The calls that AWS refused since there were too many, if there were any: those of a client that has no patience end the invocation. */
const throttled = (error?: unknown): Fields | undefined => {
  const calls = Math.max(refusedCalls(), error instanceof Throttled ? 1 : 0);
  return calls === 0 ? undefined : { ...counted("Throttled"), Throttled: calls };
};

const logFailure = (error: unknown): void => {
  if (!(error instanceof Error)) return;
  const { name, message } = error;
  const level = error instanceof Refusal || forNow.has(name) ? "warn" : "error";
  log(level, "ended by an error", { error: { name, message: withoutValues(message) }, ...throttled(error) });
};

/** Of the time that an invocation has left, so much may go by with waiting for AWS's throttling to pass. */
const patientShare = 2 / 3;

const patientUntilOf = (context: unknown): number => {
  const remaining = member(context, "getRemainingTimeInMillis");
  return typeof remaining === "function" ? Date.now() + remaining.call(context) * patientShare : 0;
};

/** A function's handler, each line of whose invocations says of which request, environment and deployment it is, and which error ends it. */
export const logged =
  <Given extends readonly unknown[], Answer>(handler: (...given: Given) => Promise<Answer>) =>
  (...given: Given): Promise<Answer> =>
    invocation.run({ function_request_id: member(given[1], "awsRequestId"), ...subjectOf(given[0]) }, () =>
      meetingThrottling(patientUntilOf(given[1]), async () => {
        try {
          const answer = await handler(...given);
          const held = throttled();
          if (held !== undefined) log("warn", "was held up by AWS's throttling", held);
          return answer;
        } catch (error) {
          logFailure(error);
          throw error;
        }
      }),
    );
