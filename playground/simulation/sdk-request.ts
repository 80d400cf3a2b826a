/** The requests of the AWS SDK of a simulated process, which reach the gateway without a socket. */
import { HttpResponse as SdkResponse } from "@smithy/core/protocols";
import type { HttpRequest, HttpResponse } from "../gateway/http.ts";
import { type FunctionProcess, hungUp, regionOf } from "./function-process.ts";

/** A request as the SDK's clients make it, before it is sent. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const queryString = (query: SdkRequest["query"] = {}): string => {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    [value ?? ""].flat().map((each) => `${encodeURIComponent(key)}=${encodeURIComponent(each)}`),
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
};

const bytes = (body: unknown): Uint8Array => {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError("A simulated process cannot send a stream.");
};

/** The gateway's answer as the SDK's clients read one. */
export const sdkResponse = ({ status, headers, body }: HttpResponse) =>
  new SdkResponse({ statusCode: status, headers: { ...headers }, body });

/** What arrives at a gateway of an SDK's request. */
export const received = (request: SdkRequest): HttpRequest => ({
  method: request.method,
  path: `${request.path}${queryString(request.query)}`,
  headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: bytes(request.body),
});

/** An SDK's request, sent by the process instead of through a socket. Rejects with a hung-up connection's error if no answer comes. */
export const send = async (
  request: SdkRequest,
  process: FunctionProcess,
): Promise<{ readonly response: SdkResponse }> => {
  const answer = await process.call((gateway) => gateway.handle(received(request)));
  if (answer === "no-answer") throw hungUp();
  return { response: sdkResponse(answer) };
};

/**
 * Whose call it is. The clients of a function are made once in this process and shared by all its simulated ones, with the
 * credentials of whichever came first, so the caller is who is running. The signature itself nobody verifies.
 */
export const authorization = (process: FunctionProcess, region: string, service: string): string => {
  const day = new Date(process.now()).toISOString().slice(0, 10).replaceAll("-", "");
  return `AWS4-HMAC-SHA256 Credential=${process.variables.AWS_ACCESS_KEY_ID}/${day}/${regionOf(process, region)}/${service}/aws4_request`;
};
