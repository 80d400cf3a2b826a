import { AwsError } from "../../world/aws-error.ts";
import type { HttpRequest } from "../http.ts";
import type { Codec } from "./codec.ts";
import { jsonOf, parseJson, readJson } from "./json-values.ts";
import { missingMembers, validationErrors } from "./missing.ts";
import { createRouter, type Routed, routedTo } from "./rest-routes.ts";
import { scalarFrom, textOf } from "./scalars.ts";
import type { Member, Model, Shape, Structure, TimestampFormat } from "./shapes.ts";
import { isScalar, operationShape } from "./shapes.ts";

/** The restJson1 protocol: Lambda. Members travel in the path, the query string, headers and a JSON body; no streams. */
export const restJson = (model: Model): Codec => {
  const route = createRouter(model.operationNames.map((name) => operationShape(model, name)));
  return {
    operationNames: model.operationNames,
    operationOf: (request) => route(request)?.operation ?? `${request.method} ${request.path}`,

    decode(operation, request) {
      const shape = operationShape(model, operation).input;
      const routed = routedTo(operation, shape, route(request), request);
      const input = { ...readBound(shape, routed, request), ...readBody(operation, shape, request.body) };
      const missing = missingMembers(shape, input);
      if (missing.length > 0) throw new AwsError("ValidationException", validationErrors(missing));
      return input;
    },

    encode(operation, output, requestId) {
      const { output: shape, http } = operationShape(model, operation);
      const held = (output ?? {}) as Readonly<Record<string, unknown>>;
      const headers: Record<string, string> = { "x-amzn-requestid": requestId };
      let status = http?.[2] ?? 200;
      for (const member of shape.members) {
        const value = held[member.name];
        if (value === undefined) continue;
        if (member.httpResponseCode) status = Number(value);
        if (member.httpHeader !== undefined)
          headers[member.httpHeader.toLowerCase()] = toText(member.shape, value, "http-date");
      }
      const body = bodyOf(shape, held);
      const type = body instanceof Uint8Array ? "application/octet-stream" : "application/json";
      // 204 No Content carries nothing.
      const bytes = body instanceof Uint8Array ? body : Buffer.from(status === 204 ? "" : JSON.stringify(body));
      return { status, headers: { ...headers, "content-type": type }, body: bytes };
    },

    encodeError(error, requestId) {
      const known = model.error(error.name);
      const status = known?.status ?? error.status;
      const names = known?.shape.members.map(({ name }) => name) ?? [];
      // Lambda's errors say whose fault they are.
      const given = {
        ...(names.includes("Type") ? { Type: status < 500 ? "User" : "Service" } : {}),
        ...error.details,
      };
      const details = known === undefined ? {} : (jsonOf(known.shape, given) as object);
      return {
        status,
        headers: { "content-type": "application/json", "x-amzn-errortype": error.name, "x-amzn-requestid": requestId },
        body: Buffer.from(
          JSON.stringify({ ...details, [names.includes("Message") ? "Message" : "message"]: error.message }),
        ),
      };
    },
  };
};

/** Whether a member travels outside the body. */
const isBound = (member: Member) =>
  member.httpLabel || member.httpHeader !== undefined || member.httpQuery !== undefined || member.httpResponseCode;

const unbound = (shape: Structure): Structure => ({
  ...shape,
  members: shape.members.filter((member) => !isBound(member)),
});

const readBound = (shape: Structure, routed: Routed, request: HttpRequest) => {
  const textsOf = (member: Member): readonly string[] => {
    if (member.httpQuery !== undefined) return routed.query.getAll(member.httpQuery);
    const text = member.httpLabel
      ? routed.labels[member.name]
      : request.headers[member.httpHeader?.toLowerCase() ?? ""];
    return text === undefined ? [] : [text];
  };
  const input: Record<string, unknown> = {};
  for (const member of shape.members.filter(isBound)) {
    const [first, ...others] = textsOf(member);
    if (first === undefined) continue;
    const timestamps = member.httpHeader === undefined ? "date-time" : "http-date";
    const { name, shape: held } = member;
    input[name] =
      held.kind === "list"
        ? [first, ...others].map((text) => fromText(name, held.item.shape, text, timestamps))
        : fromText(name, held, first, timestamps);
  }
  return input;
};

const readBody = (operation: string, shape: Structure, body: Uint8Array): Readonly<Record<string, unknown>> => {
  const payload = shape.members.find((member) => member.httpPayload);
  if (payload === undefined)
    return readJson(operation, unbound(shape), parseJson(body), "") as Readonly<Record<string, unknown>>;
  if (body.length === 0) return {};
  const value = payload.shape.kind === "blob" ? body : readJson(operation, payload.shape, parseJson(body), "");
  return { [payload.name]: value };
};

const bodyOf = (shape: Structure, output: Readonly<Record<string, unknown>>): unknown => {
  const payload = shape.members.find((member) => member.httpPayload);
  if (payload === undefined) return jsonOf(unbound(shape), output);
  const value = output[payload.name];
  return payload.shape.kind === "blob" ? (value ?? new Uint8Array()) : jsonOf(payload.shape, value ?? {});
};

const fromText = (name: string, shape: Shape, text: string, timestamps: TimestampFormat): unknown => {
  const value = isScalar(shape) ? scalarFrom(shape, text, timestamps) : undefined;
  if (value === undefined)
    throw new AwsError("SerializationException", `The value of '${name}' is not a ${shape.kind}: '${text}'.`);
  return value;
};

const toText = (shape: Shape, value: unknown, timestamps: TimestampFormat): string => {
  if (!isScalar(shape)) throw new Error(`A ${shape.kind} in a header is not known to the codec.`);
  return textOf(shape, value, timestamps);
};
