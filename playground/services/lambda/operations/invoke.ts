import type { InvokeCommandInput, InvokeCommandOutput } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../world/aws-error.ts";
import type { FunctionOutcome } from "../../../world/neighbours.ts";
import { operation } from "../../../world/service.ts";
import type { LambdaContext } from "../context.ts";
import { functionNeeds } from "../current-function.ts";
import { logResult } from "../function-log.ts";
import { type FunctionRecord, findFunction } from "../functions.ts";
import { invokeNow } from "../invocation.ts";

/** "6 MB each for request and response (synchronous), 1 MB (asynchronous)." */
const largestRequest = { synchronous: 6_291_456, asynchronous: 1_048_576 };

/** The codec sends bytes; only the client wraps them. */
type InvokeAnswer = Omit<InvokeCommandOutput, "$metadata" | "Payload"> & { readonly Payload?: Uint8Array };

const encode = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));

const jsonPayload = (payload: Uint8Array | undefined, limit: number): string => {
  const text = payload === undefined || payload.length === 0 ? "{}" : Buffer.from(payload).toString();
  if (text.length > limit) {
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      { status: 413 },
    );
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${error instanceof Error ? error.message : error}`,
    );
  }
  return text;
};

/** The outcome as Invoke answers it: an error of the function is an answer with status 200, not an error of the call. */
const answer = (outcome: FunctionOutcome, { version }: FunctionRecord): InvokeAnswer => {
  if (outcome.ok) return { StatusCode: 200, ExecutedVersion: version, Payload: encode(outcome.payload) };
  const { errorType, errorMessage, trace } = outcome;
  const payload = { errorType, errorMessage, ...(ofLambda.has(errorType) ? {} : { trace }) };
  return { StatusCode: 200, ExecutedVersion: version, FunctionError: "Unhandled", Payload: encode(payload) };
};

/** Errors that the runtime does not report itself, for it is gone or has nothing to do with them: without a trace. */
const ofLambda: ReadonlySet<string> = new Set([
  "Runtime.ExitError",
  "Sandbox.Timedout",
  "Function.ResponseSizeTooLarge",
]);

/**
 * Now, later (`Event`) or not at all (`DryRun`).
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const invoke = (lambda: LambdaContext) =>
  operation<InvokeCommandInput, InvokeAnswer>({
    accepts: ["FunctionName", "InvocationType", "LogType", "Payload", "Qualifier"],
    needs: functionNeeds(lambda, "InvokeFunction"),
    async run({ FunctionName, InvocationType = "RequestResponse", LogType, Payload, Qualifier }, { requestId }) {
      const record = findFunction(lambda.records, "get", lambda.surroundings, FunctionName ?? "", Qualifier);
      const bytes = Payload as Uint8Array | undefined;
      switch (InvocationType) {
        case "DryRun":
          return { StatusCode: 204 };
        case "Event":
          lambda.queue.accept(record.name, jsonPayload(bytes, largestRequest.asynchronous), requestId);
          return { StatusCode: 202 };
        case "RequestResponse": {
          const payload = jsonPayload(bytes, largestRequest.synchronous);
          const tail = LogType === "Tail" ? lambda.environments.tail(requestId) : undefined;
          const outcome = await invokeNow(lambda, record, payload, requestId).finally(() => tail?.());
          return {
            ...answer(outcome, record),
            ...(tail === undefined ? {} : { LogResult: logResult(tail()) }),
          };
        }
        default:
          throw new AwsError("InvalidParameterValueException", `Invalid invocation type: ${InvocationType}`);
      }
    },
  });
