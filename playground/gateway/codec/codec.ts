import type { AwsError } from "../../world/aws-error.ts";
import type { HttpRequest, HttpResponse } from "../http.ts";

/** One service's side of the wire: its protocol, driven by its model. Throws AwsError for what a client got wrong. */
export interface Codec {
  readonly operationNames: readonly string[];
  /** The name of the operation that a request calls, known to the model or not. */
  operationOf(request: HttpRequest): string;
  /** The input of an operation of the model: every member known and of its type, every required one there. */
  decode(operation: string, request: HttpRequest): Readonly<Record<string, unknown>>;
  /** The answer. Members of `output` that the model does not have are not sent. */
  encode(operation: string, output: unknown, requestId: string): HttpResponse;
  encodeError(error: AwsError, requestId: string): HttpResponse;
  /** How to do without the wire where both ends are in one process; undefined if an operation has to be sent. */
  byValue?(operation: string): ByValue | undefined;
}

/** What would come of a value if it were sent and read: a copy, as the other end would see it. */
export interface ByValue {
  /** What the service would be given of an SDK's request with this input. */
  received(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** What an SDK would make of the service's answer. */
  answered(output: unknown): Readonly<Record<string, unknown>>;
}
