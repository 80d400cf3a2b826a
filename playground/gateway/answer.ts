import type { Faults } from "../faults/faults.ts";
import { effectOf } from "../faults/kinds.ts";
import type { Identity } from "../identity/identity.ts";
import { AwsError } from "../world/aws-error.ts";
import { sleep } from "../world/clock.ts";
import { uuid } from "../world/random.ts";
import type { Principal, Surroundings } from "../world/service.ts";
import { type Calls, isMutating } from "./calls.ts";
import type { Codec } from "./codec/codec.ts";
import type { CredentialScope } from "./credential-scope.ts";
import type { HttpResponse } from "./http.ts";
import { iamPrefix } from "./iam-prefix.ts";
import type { Answer, Prepared } from "./prepare.ts";
import type { Throttle } from "./throttling/throttle.ts";
import type { TrailedCall } from "./trail.ts";

/** A call whose sender and operation are known. */
export interface Arrival<Response> {
  readonly scope: CredentialScope | undefined;
  readonly service: string;
  readonly operation: string;
  readonly codec: Codec;
  readonly traceHeader?: string | undefined;
  readonly prepare: () => Prepared<Response>;
}

interface AnswerParts {
  readonly surroundings: Pick<Surroundings, "clock" | "random" | "region">;
  readonly identity: Identity;
  readonly faults: Faults;
  readonly calls: Calls;
  readonly throttle?: Throttle;
  readonly trail?: (call: TrailedCall) => void;
}

/** Who sent a request. Throws AwsError for one that is not signed, or not for this region. */
const principalOf = (identity: Identity, region: string, scope: CredentialScope | undefined): Principal => {
  if (scope === undefined)
    throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", { status: 403 });
  if (scope.region === region) return identity.principalOf(scope.accessKeyId);
  throw new AwsError(
    "InvalidSignatureException",
    `Credential should be scoped to a valid region, not '${scope.region}'.`,
    { status: 403 },
  );
};

/** A mistake of the playground itself, shown to the caller so that nobody has to search for it. */
const failureOf = (action: string, error: unknown): AwsError =>
  new AwsError(
    "InternalFailure",
    `The playground failed in ${action}: ${error instanceof Error ? error.stack : String(error)}`,
    { status: 500 },
  );

/** Answers calls: authorises them, strikes with the faults asked for, has them run, and writes them down. */
export const createAnswer = ({ surroundings, identity, faults, calls, throttle, trail }: AnswerParts) => {
  const { clock, random, region } = surroundings;
  return async <Response>({
    scope,
    service,
    operation,
    codec,
    traceHeader,
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
      principal = principalOf(identity, region, scope);
      prepared = prepare();
      throttle?.take(service, operation, prepared.input);
      for (const need of prepared.needs) identity.authorize(principal, need);
    } catch (error) {
      const refusal = failed(error);
      calls.begin({ ...call, principal: principal?.arn, input: prepared?.input })(refusal.outcome);
      return refusal.response;
    }

    const { input, run } = prepared;
    const at = clock.now();
    const finish = calls.begin({ ...call, principal: principal.arn, input });
    const action = `${iamPrefix(service)}:${operation}`;
    const { fault, latency } = faults.onCall(action, principal);
    const effect = fault && effectOf(fault);
    const answered: Answer<Response | HttpResponse> =
      effect?.refusal === undefined
        ? await run({ principal, requestId, ...(traceHeader === undefined ? {} : { traceHeader }) }).catch(failed)
        : failed(effect.refusal({ service, action, input }));
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
};
