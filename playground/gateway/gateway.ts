import type { Faults } from "../faults/faults.ts";
import type { Identity } from "../identity/identity.ts";
import { NotEmulated } from "../world/aws-error.ts";
import type { Service, Surroundings } from "../world/service.ts";
import { createAnswer } from "./answer.ts";
import type { Calls } from "./calls.ts";
import { parseJson } from "./codec/json-values.ts";
import { unpacked } from "./content-encoding.ts";
import { type CredentialScope, credentialScope } from "./credential-scope.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import { type Forward, overWire, type Prepared, prepareCall, prepareDynamodb, type ValueAnswer } from "./prepare.ts";
import { protocols, spokenIn } from "./protocols.ts";
import type { Throttle } from "./throttling/throttle.ts";
import type { TrailedCall } from "./trail.ts";

export interface Gateway {
  /** One API call, by the credential scope that it is signed for, if that is read already. `no-answer`: the connection breaks, whatever was done. */
  handle(request: HttpRequest, scope?: CredentialScope): Promise<HttpResponse | "no-answer">;
  /** The same call without the wire, for an operation that its codec knows `byValue`. An error is answered as on the wire. */
  perform(call: ValueCall): Promise<ValueAnswer | HttpResponse | "no-answer">;
}

/** A call as the SDK is given it. */
export interface ValueCall {
  readonly scope: CredentialScope;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface GatewayParts {
  readonly surroundings: Surroundings;
  readonly services: readonly Service[];
  /** Who answers the requests that are passed on as they came, once they are allowed. */
  readonly forwards: { readonly dynamodb?: Forward };
  readonly identity: Identity;
  readonly faults: Faults;
  readonly calls: Calls;
  /** If calls may come too fast. */
  readonly throttle?: Throttle;
  /** Is told of each call that was meant to change something, when it is done. */
  readonly trail?: (call: TrailedCall) => void;
}

/**
 * The door to every service: finds the service and the principal of a request, decodes, authorises, strikes with the
 * faults asked for, runs, records, encodes. A plain function: a socket (serve.ts) and the simulated world both call it.
 */
export const createGateway = (parts: GatewayParts): Gateway => {
  const { surroundings, services, forwards } = parts;
  for (const service of services) checkOperations(service);
  const serviceNamed = new Map(services.map((service) => [service.name, service]));

  const serviceOf = (name: string): Service => {
    const service = serviceNamed.get(name);
    if (service === undefined) throw new NotEmulated(`the service '${name}'`);
    return service;
  };

  const answer = createAnswer(parts);
  const { dynamodb } = forwards;
  const judging = { ...surroundings, judged: (table: string) => dynamodb?.judged(table) };

  return {
    async handle(request, scope = credentialScope(request)) {
      const service = scope?.service ?? "unknown";
      const { codec, refusal } = spokenIn(service, request);
      // What S3 is sent stays as it is packed, but for its own frames, which are its codec's.
      const body = attempted(() => (service === "s3" ? request : unpacked(request)));
      const operation = codec.operationOf("error" in body ? { ...request, body: new Uint8Array() } : body.value);
      const prepare = () => {
        if ("error" in body) throw body.error;
        if (refusal !== undefined) throw refusal;
        const { value: sent } = body;
        if (service !== "dynamodb" || dynamodb === undefined)
          return prepareCall(serviceOf(service), operation, overWire(codec, operation, sent));
        const json = parseJson(sent.body);
        return prepareDynamodb(judging, operation, json, () => dynamodb.forward(sent, json));
      };
      const traceHeader = request.headers["x-amzn-trace-id"];
      return answer({ scope, service, operation, codec, traceHeader, prepare });
    },
    async perform({ scope, operation, input }) {
      const { service } = scope;
      const codec = protocols[service];
      const way = codec?.byValue?.(operation);
      if (codec === undefined || way === undefined) throw new TypeError(`${service}:${operation} has to be sent.`);
      const received = () => way.received(input);
      const answered = (output: unknown, requestId: string) => ({ output: way.answered(output), requestId });
      const prepare = (): Prepared<ValueAnswer | HttpResponse> => {
        if (service !== "dynamodb" || dynamodb === undefined)
          return prepareCall(serviceOf(service), operation, { input: received, answer: answered });
        const json = received();
        return prepareDynamodb(judging, operation, json, async () => {
          const response = await dynamodb.perform(operation, json);
          return "output" in response ? answered(response.output, response.requestId) : response;
        });
      };
      return answer({ scope, service, operation, codec, prepare });
    },
  };
};

/** What work makes, or what it throws, to be thrown later: nobody is told anything before it is known who asks. */
const attempted = <Value>(work: () => Value): { readonly value: Value } | { readonly error: unknown } => {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
};

/** A misspelt operation would never be called: found when the world is made, not when somebody misses it. */
const checkOperations = ({ name, operations }: Service): void => {
  const codec = protocols[name];
  if (codec === undefined) throw new Error(`The gateway knows no protocol for the service '${name}'.`);
  const unknown = Object.keys(operations).find((operation) => !codec.operationNames.includes(operation));
  if (unknown !== undefined)
    throw new Error(`The service '${name}' has an operation that AWS's has not: '${unknown}'.`);
};
