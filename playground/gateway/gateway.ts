import type { Faults } from "../faults/faults.ts";
import { effectOf } from "../faults/kinds.ts";
import type { Identity } from "../identity/identity.ts";
import { AwsError, NotEmulated } from "../world/aws-error.ts";
import { sleep } from "../world/clock.ts";
import { uuid } from "../world/random.ts";
import type { Principal, Service, Surroundings } from "../world/service.ts";
import { type Calls, isMutating } from "./calls.ts";
import type { Codec } from "./codec/codec.ts";
import { parseJson } from "./codec/json-values.ts";
import { type CredentialScope, credentialScope } from "./credential-scope.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import { iamPrefix } from "./iam-prefix.ts";
import {
  type Answer,
  type Forward,
  overWire,
  type Prepared,
  prepareCall,
  prepareDynamodb,
  type ValueAnswer,
} from "./prepare.ts";
import { codecFor, protocols } from "./protocols.ts";
import type { TrailedCall } from "./trail.ts";

export interface Gateway {
  /** One API call. `no-answer`: the connection breaks, whatever was done. */
  handle(request: HttpRequest): Promise<HttpResponse | "no-answer">;
  /** The same call without the wire, for an operation that its codec knows `byValue`. An error is answered as on the wire. */
  perform(call: ValueCall): Promise<ValueAnswer | HttpResponse | "no-answer">;
}

/** A call as the SDK is given it. */
export interface ValueCall {
  readonly scope: CredentialScope;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A call whose sender and operation are known. */
interface Arrival<Response> {
  readonly scope: CredentialScope | undefined;
  readonly service: string;
  readonly operation: string;
  readonly codec: Codec;
  readonly prepare: () => Prepared<Response>;
}

export interface GatewayParts {
  readonly surroundings: Surroundings;
  readonly services: readonly Service[];
  /** Who answers the requests that are passed on as they came, once they are allowed. */
  readonly forwards: { readonly dynamodb?: Forward };
  readonly identity: Identity;
  readonly faults: Faults;
  readonly calls: Calls;
  /** Is told of each call that was meant to change something, when it is done. */
  readonly trail?: (call: TrailedCall) => void;
}

/**
 * The door to every service: finds the service and the principal of a request, decodes, authorises, strikes with the
 * faults asked for, runs, records, encodes. A plain function: a socket (serve.ts) and the simulated world both call it.
 */
export const createGateway = ({
  surroundings,
  services,
  forwards,
  identity,
  faults,
  calls,
  trail,
}: GatewayParts): Gateway => {
  const { clock, random, region } = surroundings;
  for (const service of services) checkOperations(service);
  const serviceNamed = new Map(services.map((service) => [service.name, service]));

  const principalOf = (scope: CredentialScope | undefined): Principal => {
    if (scope === undefined)
      throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", { status: 403 });
    if (scope.region === region) return identity.principalOf(scope.accessKeyId);
    throw new AwsError(
      "InvalidSignatureException",
      `Credential should be scoped to a valid region, not '${scope.region}': this playground is the region '${region}'.`,
      { status: 403 },
    );
  };

  const serviceOf = (name: string): Service => {
    const service = serviceNamed.get(name);
    if (service === undefined) throw new NotEmulated(`the service '${name}'`);
    return service;
  };

  const answer = async <Response>({
    scope,
    service,
    operation,
    codec,
    prepare,
  }: Arrival<Response>): Promise<Response | HttpResponse | "no-answer"> => {
    const requestId = uuid(random);
    const call = { service, operation };
    const failed = (error: unknown): Answer<HttpResponse> => {
      const shown = error instanceof AwsError ? error : failureOf(`${service}:${operation}`, error);
      return { response: codec.encodeError(shown, requestId), outcome: shown.name };
    };

    let principal: Principal | undefined;
    let prepared: Prepared<Response> | undefined;
    try {
      principal = principalOf(scope);
      prepared = prepare();
      for (const need of prepared.needs) identity.authorize(principal.arn, need);
    } catch (error) {
      const refusal = failed(error);
      calls.begin({ ...call, principal: principal?.arn, input: prepared?.input })(refusal.outcome);
      return refusal.response;
    }

    const { input, run } = prepared;
    const at = clock.now();
    const finish = calls.begin({ ...call, principal: principal.arn, input });
    const { fault, latency } = faults.onCall(`${iamPrefix(service)}:${operation}`, principal);
    const effect = fault && effectOf(fault);
    const answered: Answer<Response | HttpResponse> =
      effect?.refusal === undefined
        ? await run({ principal, requestId }).catch(failed)
        : failed(effect.refusal(service));
    if (isMutating(operation)) {
      const { outcome, output } = answered;
      const ending = outcome === "ok" ? { output } : { error: outcome };
      trail?.({ ...call, principal: principal.arn, requestId, input, at, ...ending });
    }
    // The work is done before the wait: a client that gives up early has changed something all the same.
    if (latency > 0) await sleep(clock, latency);
    if (effect?.unanswered !== undefined) {
      finish(effect.unanswered);
      if (effect.kills) principal.crash?.();
      return "no-answer";
    }
    finish(answered.outcome);
    return answered.response;
  };

  return {
    async handle(request) {
      const scope = credentialScope(request);
      const service = scope?.service ?? "unknown";
      const codec = codecFor(service, request);
      const operation = codec.operationOf(request);
      const { dynamodb } = forwards;
      const prepare = () =>
        service === "dynamodb" && dynamodb !== undefined
          ? prepareDynamodb(surroundings, operation, parseJson(request.body), () => dynamodb.forward(request))
          : prepareCall(serviceOf(service), operation, overWire(codec, operation, request));
      return answer({ scope, service, operation, codec, prepare });
    },
    async perform({ scope, operation, input }) {
      const { service } = scope;
      const codec = protocols[service];
      const way = codec?.byValue?.(operation);
      if (codec === undefined || way === undefined) throw new TypeError(`${service}:${operation} has to be sent.`);
      const received = () => way.received(input);
      const answered = (output: unknown, requestId: string) => ({ output: way.answered(output), requestId });
      const { dynamodb } = forwards;
      const prepare = (): Prepared<ValueAnswer | HttpResponse> => {
        if (service !== "dynamodb" || dynamodb === undefined)
          return prepareCall(serviceOf(service), operation, { input: received, answer: answered });
        const json = received();
        return prepareDynamodb(surroundings, operation, json, async () => {
          const response = await dynamodb.perform(operation, json);
          return "output" in response ? answered(response.output, response.requestId) : response;
        });
      };
      return answer({ scope, service, operation, codec, prepare });
    },
  };
};

/** A mistake of the playground itself, shown to the caller so that nobody has to search for it. */
const failureOf = (action: string, error: unknown): AwsError =>
  new AwsError(
    "InternalFailure",
    `The playground failed in ${action}: ${error instanceof Error ? error.stack : String(error)}`,
    { status: 500 },
  );

/** A misspelt operation would never be called: found when the world is made, not when somebody misses it. */
const checkOperations = ({ name, operations }: Service): void => {
  const codec = protocols[name];
  if (codec === undefined) throw new Error(`The gateway knows no protocol for the service '${name}'.`);
  const unknown = Object.keys(operations).find((operation) => !codec.operationNames.includes(operation));
  if (unknown !== undefined)
    throw new Error(`The service '${name}' has an operation that AWS's has not: '${unknown}'.`);
};
