import { AwsError } from "../../world/aws-error.ts";
import type { HttpRequest } from "../http.ts";
import { unchunked } from "./aws-chunked.ts";
import type { Codec } from "./codec.ts";
import { missingMembers, validationErrors } from "./missing.ts";
import { createRouter, type Routed, routedTo } from "./rest-routes.ts";
import { scalarFrom, textOf } from "./scalars.ts";
import type { Member, Model, Structure } from "./shapes.ts";
import { isScalar, operationShape } from "./shapes.ts";
import { readXml } from "./xml-input.ts";
import { element, escapeXml, xmlMembers } from "./xml-output.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Headers by which a map travels, each entry in one. */
const metadata = "x-amz-meta-";

/**
 * The restXml protocol as S3 speaks it: the bucket first in the path ("path style"), members in path, query string, headers and an
 * XML body, or the body as it is.
 */
export const restXml = (model: Model, xmlNamespace: string): Codec => {
  const route = createRouter(model.operationNames.map((name) => inPathStyle(operationShape(model, name))));
  return {
    operationNames: model.operationNames,
    operationOf: (request) => route(request)?.operation ?? `${request.method} ${request.path}`,

    decode(operation, request) {
      const shape = operationShape(model, operation).input;
      const routed = routedTo(operation, shape, route(request), request);
      const input = { ...readBound(shape, routed, request), ...readBody(shape, request) };
      const missing = missingMembers(shape, input);
      if (missing.length > 0) throw new AwsError("InvalidRequest", validationErrors(missing));
      return input;
    },

    encode(operation, output, requestId) {
      const { output: shape, http } = operationShape(model, operation);
      const held = (output ?? {}) as Fields;
      const payload = shape.members.find((member) => member.httpPayload);
      const headers = { ...boundHeaders(shape, held), "x-amz-request-id": requestId };
      const status = http?.[2] ?? 200;
      const raw = payload === undefined ? undefined : held[payload.name];
      if (raw instanceof Uint8Array) return { status, headers, body: raw };
      if (typeof raw === "string") return { status, headers, body: Buffer.from(raw) };
      const content =
        payload === undefined ? xmlMembers(unbound(shape), held) : xmlMembers(payload.shape as Structure, raw ?? {});
      const name = payload?.xmlName ?? payload?.name ?? shape.name.replace(/Output$/, "Result");
      const isEmpty = payload === undefined && unbound(shape).members.length === 0;
      const body = isEmpty ? "" : `<${name} xmlns="${xmlNamespace}">${content}</${name}>`;
      return { status, headers: { ...headers, "content-type": "application/xml" }, body: Buffer.from(body) };
    },

    encodeError(error, requestId) {
      const status = model.error(error.name)?.status ?? error.status;
      const body = element(
        "Error",
        element("Code", escapeXml(error.name)) +
          element("Message", escapeXml(error.message)) +
          element("RequestId", requestId),
      );
      const headers = { "content-type": "application/xml", "x-amz-request-id": requestId };
      return { status, headers, body: Buffer.from(body) };
    },
  };
};

/** The model's paths begin below the bucket, which the SDK puts into the host's name, or for an address into the path. */
const inPathStyle = (operation: ReturnType<typeof operationShape>): ReturnType<typeof operationShape> => {
  const { http, input } = operation;
  if (http === undefined || !input.members.some(({ name, httpLabel }) => httpLabel && name === "Bucket"))
    return operation;
  const [method, path, status] = http;
  return { ...operation, http: [method, path.replace(/^\//, "/{Bucket}/"), status] };
};

const isBound = ({ httpLabel, httpHeader, httpQuery, shape }: Member) =>
  httpLabel || httpHeader !== undefined || httpQuery !== undefined || shape.kind === "map";

const unbound = (shape: Structure): Structure => ({
  ...shape,
  members: shape.members.filter((member) => !isBound(member)),
});

const readBound = (shape: Structure, routed: Routed, request: HttpRequest): Fields => {
  const input: Record<string, unknown> = {};
  for (const member of shape.members.filter((each) => isBound(each) && !each.httpPayload)) {
    const { name, shape: held, httpLabel, httpQuery, httpHeader } = member;
    if (held.kind === "map") {
      const entries = Object.entries(request.headers)
        .filter(([header]) => header.startsWith(metadata))
        .map(([header, text]) => [header.slice(metadata.length), text]);
      if (entries.length > 0) input[name] = Object.fromEntries(entries);
      continue;
    }
    const text = httpLabel
      ? routed.labels[name]
      : httpQuery === undefined
        ? request.headers[httpHeader?.toLowerCase() ?? ""]
        : (routed.query.get(httpQuery) ?? undefined);
    if (text === undefined) continue;
    const value = isScalar(held) ? scalarFrom(held, text, httpHeader === undefined ? "date-time" : "http-date") : text;
    if (value === undefined) throw new AwsError("InvalidArgument", `The value of '${name}' is wrong: '${text}'.`);
    input[name] = value;
  }
  return input;
};

const readBody = (shape: Structure, request: HttpRequest): Fields => {
  const payload = shape.members.find((member) => member.httpPayload);
  const body = unchunked(request);
  if (payload === undefined || body.length === 0) return {};
  if (payload.shape.kind === "blob") return { [payload.name]: body };
  const text = new TextDecoder().decode(body);
  return { [payload.name]: payload.shape.kind === "string" ? text : readXml(payload.shape, text) };
};

const boundHeaders = (shape: Structure, output: Fields): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = {};
  for (const { name, httpHeader, shape: held } of shape.members) {
    const value = output[name];
    if (value === undefined) continue;
    if (held.kind === "map")
      for (const [key, text] of Object.entries(value as Fields)) headers[metadata + key] = String(text);
    else if (httpHeader !== undefined && isScalar(held))
      headers[httpHeader.toLowerCase()] = textOf(held, value, "http-date");
  }
  return headers;
};
