import { AwsError } from "../../world/aws-error.ts";
import type { HttpRequest } from "../http.ts";
import type { Codec } from "./codec.ts";
import { jsonOf, parseJson, readJson } from "./json-values.ts";
import { missingMembers, validationErrors } from "./missing.ts";
import type { Model } from "./shapes.ts";
import { operationShape } from "./shapes.ts";

/** The operation that a JSON request calls: the last part of `X-Amz-Target: AWSStepFunctions.StartExecution`. */
export const targetOf = (request: HttpRequest): string => request.headers["x-amz-target"]?.split(".").at(-1) ?? "";

/**
 * The awsJson protocols 1.0 and 1.1: Step Functions, EventBridge, SQS, CloudWatch, DynamoDB. A service that came from
 * awsQuery also tells its clients the old error codes, in a header (`queryCompatible`).
 */
export const awsJson = (
  model: Model,
  version: "1.0" | "1.1",
  queryCompatible: boolean,
  /** What errors that the model does not know are called in JSON, by their old codes. */
  types: Readonly<Record<string, string>> = {},
  /** What the lack of a member is called. */
  invalid = "ValidationException",
): Codec => {
  const response = (
    status: number,
    requestId: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) => ({
    status,
    headers: { "content-type": `application/x-amz-json-${version}`, "x-amzn-requestid": requestId, ...headers },
    body: Buffer.from(JSON.stringify(body)),
  });
  return {
    operationNames: model.operationNames,
    operationOf: targetOf,

    decode(operation, request) {
      const shape = operationShape(model, operation).input;
      const input = readJson(operation, shape, parseJson(request.body), "") as Record<string, unknown>;
      const missing = missingMembers(shape, input);
      if (missing.length > 0) throw new AwsError(invalid, validationErrors(missing));
      return input;
    },

    encode: (operation, output, requestId) =>
      response(200, requestId, jsonOf(operationShape(model, operation).output, output ?? {})),

    encodeError(error, requestId) {
      const known = model.error(error.name);
      // These services refuse with 400 where the others say 403.
      const status = known?.queryCode?.[1] ?? known?.status ?? (error.status === 403 ? 400 : error.status);
      const details = known === undefined ? {} : (jsonOf(known.shape, error.details) as object);
      const fault = status < 500 ? "Sender" : "Receiver";
      const oldCode = { "x-amzn-query-error": `${known?.queryCode?.[0] ?? error.name};${fault}` };
      const body = { __type: types[error.name] ?? error.name, message: error.message, ...details };
      return response(status, requestId, body, queryCompatible ? oldCode : {});
    },
  };
};
