import { AwsError } from "../../world/aws-error.ts";
import { rpcPath } from "../wire.ts";
import { cborMap, cborOf, cborText, parseCbor } from "./cbor-values.ts";
import type { Codec } from "./codec.ts";
import { readJson } from "./json-values.ts";
import { missingMembers, validationErrors } from "./missing.ts";
import { type Model, operationShape } from "./shapes.ts";

/**
 * Smithy's RPC v2 protocol in CBOR: CloudWatch's first. The operation stands in the path. As with awsJson, a service that came from
 * awsQuery tells its old error codes in a header.
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export const rpcCbor = (model: Model): Codec => {
  const response = (
    status: number,
    requestId: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ) => ({
    status,
    headers: {
      "content-type": "application/cbor",
      "smithy-protocol": "rpc-v2-cbor",
      "x-amzn-requestid": requestId,
      ...headers,
    },
    body,
  });
  return {
    operationNames: model.operationNames,
    operationOf: ({ path }) => rpcPath.exec(path)?.[1] ?? "",

    decode(operation, request) {
      const shape = operationShape(model, operation).input;
      const input = readJson(operation, shape, parseCbor(request.body), "") as Record<string, unknown>;
      const missing = missingMembers(shape, input);
      if (missing.length > 0) throw new AwsError("ValidationException", validationErrors(missing));
      return input;
    },

    encode: (operation, output, requestId) =>
      response(200, requestId, cborOf(operationShape(model, operation).output, output ?? {})),

    encodeError(error, requestId) {
      const known = model.error(error.name);
      const status = known?.queryCode?.[1] ?? known?.status ?? (error.status === 403 ? 400 : error.status);
      const details = (known?.shape.members ?? [])
        .filter(({ name }) => error.details[name] !== undefined)
        .map(({ name, shape }) => [name, cborOf(shape, error.details[name])] as const);
      const said = [
        ["__type", cborText(error.name)],
        ["message", cborText(error.message)],
      ] as const;
      const oldCode = `${known?.queryCode?.[0] ?? error.name};${status < 500 ? "Sender" : "Receiver"}`;
      return response(status, requestId, cborMap([...said, ...details]), { "x-amzn-query-error": oldCode });
    },
  };
};
