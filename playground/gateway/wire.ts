import { urlParameters } from "./credential-scope.ts";
import type { HttpRequest } from "./http.ts";

/** In what a request is written, whatever service it is for. */
export type Wire = "CBOR" | "JSON" | "query" | "REST";

/** The path of Smithy's RPC protocols: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export const rpcPath = /^\/service\/[^/]+\/operation\/([^/?]+)$/;

/** What a request shows of its protocol by itself; undefined if it shows nothing. */
export const wireOf = (request: HttpRequest): Wire | undefined => {
  const type = request.headers["content-type"] ?? "";
  if (request.headers["smithy-protocol"] === "rpc-v2-cbor" || rpcPath.test(request.path)) return "CBOR";
  if (request.headers["x-amz-target"] !== undefined) return "JSON";
  if (urlParameters(request).has("Action") || type.includes("x-www-form-urlencoded")) return "query";
  return type.includes("json") ? "JSON" : undefined;
};
