import type {
  GetFunctionCommandInput,
  GetFunctionCommandOutput,
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
  InvokeCommandInput,
  InvokeCommandOutput,
  ListFunctionsCommandInput,
  ListFunctionsCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import type { FunctionOutcome } from "../../world/neighbours.ts";
import { page } from "../../world/pages.ts";
import type { Records } from "../../world/records.ts";
import { type Need, operation, type Surroundings } from "../../world/service.ts";
import { configurationOf, type FunctionRecord, findFunction, parseFunctionName } from "./functions.ts";

/** "6 MB each for request and response (synchronous), 1 MB (asynchronous)." */
const LARGEST_REQUEST = { synchronous: 6_291_456, asynchronous: 1_048_576 };

/** What the operations on functions need of the service. */
export interface FunctionStore {
  readonly records: Records<FunctionRecord>;
  run(record: FunctionRecord, payload: string, requestId: string): Promise<FunctionOutcome>;
  accept(record: FunctionRecord, payload: string, requestId: string): void;
}

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
const answer = (outcome: FunctionOutcome): InvokeAnswer => {
  if (outcome.ok) return { StatusCode: 200, ExecutedVersion: "$LATEST", Payload: encode(outcome.payload) };
  const { errorType, errorMessage, trace } = outcome;
  const payload = { errorType, errorMessage, ...(trace.length === 0 ? {} : { trace }) };
  return { StatusCode: 200, ExecutedVersion: "$LATEST", FunctionError: "Unhandled", Payload: encode(payload) };
};

/** Invoke, and the reads of functions. */
export const functionOperations = (surroundings: Surroundings, { records, run, accept }: FunctionStore) => {
  const { account, region, pageSize } = surroundings;
  const needs =
    (action: string) =>
    ({ FunctionName }: { FunctionName?: string | undefined }): readonly Need[] => [
      {
        action: `lambda:${action}`,
        resource: `arn:aws:lambda:${region}:${account}:function:${parseFunctionName(FunctionName ?? "").name}`,
      },
    ];

  return {
    Invoke: operation<InvokeCommandInput, InvokeAnswer>({
      accepts: ["FunctionName", "InvocationType", "LogType", "Payload", "Qualifier"],
      needs: needs("InvokeFunction"),
      async run({ FunctionName, InvocationType = "RequestResponse", LogType, Payload, Qualifier }, { requestId }) {
        if (LogType === "Tail") throw new NotEmulated("lambda:Invoke with LogType Tail");
        const record = findFunction(records, "get", surroundings, FunctionName ?? "", Qualifier);
        const bytes = Payload as Uint8Array | undefined;
        switch (InvocationType) {
          case "DryRun":
            return { StatusCode: 204 };
          case "Event":
            accept(record, jsonPayload(bytes, LARGEST_REQUEST.asynchronous), requestId);
            return { StatusCode: 202 };
          case "RequestResponse":
            return answer(await run(record, jsonPayload(bytes, LARGEST_REQUEST.synchronous), requestId));
          default:
            throw new AwsError("InvalidParameterValueException", `Invalid invocation type: ${InvocationType}`);
        }
      },
    }),

    GetFunction: operation<GetFunctionCommandInput, GetFunctionCommandOutput>({
      accepts: ["FunctionName", "Qualifier"],
      needs: needs("GetFunction"),
      run({ FunctionName, Qualifier }) {
        const record = findFunction(records, "seen", surroundings, FunctionName ?? "", Qualifier);
        return {
          Configuration: configurationOf(record),
          Code: { RepositoryType: "S3", Location: `file://${record.code}` },
          ...(Object.keys(record.tags).length === 0 ? {} : { Tags: { ...record.tags } }),
          ...(record.reservedConcurrency === undefined
            ? {}
            : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
        };
      },
    }),

    GetFunctionConfiguration: operation<GetFunctionConfigurationCommandInput, GetFunctionConfigurationCommandOutput>({
      accepts: ["FunctionName", "Qualifier"],
      needs: needs("GetFunctionConfiguration"),
      run: ({ FunctionName, Qualifier }) =>
        configurationOf(findFunction(records, "seen", surroundings, FunctionName ?? "", Qualifier)),
    }),

    ListFunctions: operation<ListFunctionsCommandInput, ListFunctionsCommandOutput>({
      accepts: ["Marker", "MaxItems"],
      run({ Marker, MaxItems }) {
        const { items, next } = page(records.seenValues(), Marker, MaxItems, pageSize);
        return { Functions: items.map(configurationOf), ...(next === undefined ? {} : { NextMarker: next }) };
      },
    }),
  };
};
