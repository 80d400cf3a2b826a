import type { JudgedTable } from "../world/neighbours.ts";
import type { Call, Need, Service } from "../world/service.ts";
import type { Codec } from "./codec/codec.ts";
import { dynamodbNeeds } from "./dynamodb-needs.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import { operate, operationOf } from "./operate.ts";

/** A call that is understood: what it must be allowed to do, and how it is done. */
export interface Prepared<Response> {
  readonly input: unknown;
  readonly needs: readonly Need[];
  /** Throws AwsError. */
  readonly run: (call: Call) => Promise<Answer<Response>>;
}

export interface Answer<Response> {
  readonly response: Response;
  /** For the ledger: `ok` or the error's name. */
  readonly outcome: string;
  /** What the service answered, before it was encoded. */
  readonly output?: unknown;
}

/** An answer as the SDK gives it. */
export interface ValueAnswer {
  readonly output: Readonly<Record<string, unknown>>;
  readonly requestId: string;
}

/** Who answers a service's requests by himself, in the service's own protocol. */
export interface Forward {
  /** What permissions hang on of a table; undefined if there is none of that name. */
  judged(table: string): JudgedTable | undefined;
  /** The request, and its body as it was read. */
  forward(request: HttpRequest, input: unknown): Promise<HttpResponse>;
  /** The same for a request that is JSON already and is answered in JSON. */
  perform(operation: string, input: Readonly<Record<string, unknown>>): Promise<ValueAnswer | HttpResponse>;
}

/** How a call comes in and its answer goes out. */
export interface Carrier<Response> {
  /** Throws AwsError. */
  readonly input: () => Readonly<Record<string, unknown>>;
  readonly answer: (output: unknown, requestId: string) => Response;
}

/** Over the wire, in the service's protocol. */
export const overWire = (codec: Codec, operation: string, request: HttpRequest): Carrier<HttpResponse> => ({
  input: () => codec.decode(operation, request),
  answer: (output, requestId) => codec.encode(operation, output, requestId),
});

/** Reads a call of one of the playground's own services. What is not emulated is refused by name. */
export const prepareCall = <Response>(
  service: Service,
  name: string,
  carrier: Carrier<Response>,
): Prepared<Response> => {
  // Of an operation that is not emulated nobody could read the input.
  operationOf(service, name);
  const input = carrier.input();
  const { needs, run } = operate(service, name, input);
  return {
    input,
    needs,
    run: async (call) => {
      const output = await run(call);
      return { response: carrier.answer(output, call.requestId), outcome: "ok", output };
    },
  };
};

/** Reads just enough of a DynamoDB request to authorise and record it; it is passed on as it came. */
export const prepareDynamodb = <Response extends ValueAnswer | HttpResponse>(
  world: { readonly account: string; readonly region: string; readonly judged: Forward["judged"] },
  operation: string,
  input: unknown,
  answer: () => Promise<Response>,
): Prepared<Response> => ({
  input,
  needs: dynamodbNeeds(world, operation, input),
  run: async () => {
    const response = await answer();
    return { response, outcome: "output" in response || response.status < 300 ? "ok" : errorNameIn(response) };
  },
});

const errorNameIn = ({ status, body }: HttpResponse): string => {
  const parsed = JSON.parse(new TextDecoder().decode(body)) as { readonly __type?: string };
  return parsed.__type?.split("#").at(-1) ?? `HTTP ${status}`;
};
