/**
 * How the AWS SDK of a simulated process reaches the world: no socket, no endpoint, no signature. Most calls are few steps: the
 * client's own middleware (its retries, and what its user added), then the gateway; those of the query protocols by value. A command
 * with steps of its own goes the SDK's whole way up to where it would open a socket. Outside of simulated processes nothing changes.
 */
import { Command } from "@smithy/core/client";
import { HttpResponse as SdkResponse } from "@smithy/core/protocols";
import { INITIAL_RETRY_TOKENS, retryMiddleware, StandardRetryStrategy } from "@smithy/core/retry";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import type { CredentialScope } from "../gateway/credential-scope.ts";
import type { HttpResponse } from "../gateway/http.ts";
import type { ValueAnswer } from "../gateway/prepare.ts";
import { protocols } from "../gateway/protocols.ts";
import { currentProcess, type FunctionProcess, hungUp } from "./function-process.ts";

interface SdkRequest {
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

const sdkResponse = ({ status, headers, body }: HttpResponse) =>
  new SdkResponse({ statusCode: status, headers: { ...headers }, body });

/** An SDK's request, sent by the process instead of through a socket. */
const send = async (request: SdkRequest, process: FunctionProcess): Promise<{ readonly response: SdkResponse }> => {
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const answer = await process.call((gateway) =>
    gateway.handle({
      method: request.method,
      path: `${request.path}${queryString(request.query)}`,
      headers: Object.fromEntries(headers),
      body: bytes(request.body),
    }),
  );
  if (answer === "no-answer") throw hungUp();
  return { response: sdkResponse(answer) };
};

/**
 * Whose call it is. The clients of a function are made once in this process and shared by all its simulated ones, with the
 * credentials of whichever came first, so the caller is who is running. The signature itself nobody verifies.
 */
const authorization = (process: FunctionProcess, region: string, service: string): string => {
  const day = new Date(process.now()).toISOString().slice(0, 10).replaceAll("-", "");
  return `AWS4-HMAC-SHA256 Credential=${process.variables.AWS_ACCESS_KEY_ID}/${day}/${region}/${service}/aws4_request`;
};

/** What is used of a client's middleware stack, configuration and command. */
interface Stack {
  add(
    middleware: Middleware,
    options: { readonly name: string; readonly step: string; readonly priority: string },
  ): void;
  clone(): Stack;
  concat(other: Stack): Stack;
  use(plugin: unknown): void;
  remove(name: string): boolean;
  identify(): readonly string[];
  resolve(handler: Handler, context: object): Handler;
}

interface Given {
  readonly input: Readonly<Record<string, unknown>>;
  readonly request?: SdkRequest;
}
interface Answered {
  readonly response: unknown;
  readonly output?: { readonly $metadata: object };
}
type Handler = (given: Given) => Promise<Answered>;
type Middleware = (next: Handler, context: object) => Handler;

interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<object>;
  recordSuccess(token: object): void;
}

interface Configuration {
  readonly defaultSigningName: string;
  readonly region: () => Promise<string>;
  readonly retryStrategy: () => Promise<RetryStrategy>;
  readonly logger?: unknown;
  readonly protocol: {
    deserializeResponse(operation: object, context: object, response: SdkResponse): Promise<object>;
  };
}

interface CommandParts {
  readonly CommandCtor: object;
  readonly middlewareFn: (command: object, stack: Stack, configuration: Configuration, options: unknown) => unknown[];
  readonly clientName: string;
  readonly commandName: string;
  readonly smithyContext: { readonly operationSchema?: readonly [number, string, string, unknown, unknown, unknown] };
  readonly additionalContext: object;
}

/** The key under which middleware finds the command's own context: `SMITHY_CONTEXT_KEY` of @smithy/types. */
const smithyContextKey = "__smithy_context";

/** The steps that only the wire needs: where to, by whom, how long. */
const stepsOfTheWire = [
  "loggerMiddleware",
  "endpointV2Middleware",
  "contentLengthMiddleware",
  "getUserAgentMiddleware",
  "hostHeaderMiddleware",
  "recursionDetectionMiddleware",
  "httpAuthSchemeMiddleware",
  "httpSigningMiddleware",
];

/** Nobody looks where it goes. */
const endpointV2 = { url: new URL("http://simulation") };

const inside = (): FunctionProcess => {
  const process = currentProcess();
  if (process === undefined) throw new Error("A call by a simulated process is made outside of all of them.");
  return process;
};

/**
 * The SDK's retries, from the first failure on. They make an error for every call, to have one at hand, and to write down where it
 * was made takes longer than all else that they do: a call that succeeds at once is spared it.
 */
const tryAgain =
  (configuration: Configuration): Middleware =>
  (next, context) => {
    const retries = (retryMiddleware as unknown as (of: Configuration) => Middleware)(configuration);
    return async (given) => {
      const strategy = await configuration.retryStrategy();
      const token = await strategy.acquireInitialRetryToken("");
      let answered: Answered;
      try {
        answered = await next(given);
      } catch (error) {
        let told = false;
        const again: Handler = (more) => {
          if (told) return next(more);
          told = true;
          return Promise.reject(error);
        };
        return retries(again, context)(given);
      }
      strategy.recordSuccess(token);
      Object.assign(answered.output?.$metadata ?? {}, { attempts: 1, totalRetryDelay: 0 });
      return answered;
    };
  };

/** The last step of a call that is sent: the request as it stands, signed. */
const sendSigned =
  ({ region, defaultSigningName: service }: Configuration): Handler =>
  async ({ request }) => {
    if (request === undefined) throw new TypeError("The SDK's serializer made no request.");
    const process = inside();
    const headers = { ...request.headers, authorization: authorization(process, await region(), service) };
    return send({ ...request, headers }, process);
  };

/** The last step of a call that is made by value. An error is read as from the wire, by the SDK. */
const perform = (
  { region, defaultSigningName: service, protocol }: Configuration,
  context: object,
  schema: readonly unknown[],
): Handler => {
  const [, namespace, name, traits, input, output] = schema;
  const operation = String(name);
  const failed = async (response: SdkResponse): Promise<never> => {
    try {
      await protocol.deserializeResponse({ namespace, name, traits, input, output }, context, response);
    } catch (error) {
      throw Object.defineProperty(error as Error, "$response", { value: response });
    }
    throw new TypeError(`${service}:${operation} was answered with ${response.statusCode} and no error.`);
  };
  return async ({ input }) => {
    const process = inside();
    const scope: CredentialScope = {
      accessKeyId: process.variables.AWS_ACCESS_KEY_ID ?? "",
      region: await region(),
      service,
    };
    const answer = await process.call((gateway) => gateway.perform({ scope, operation, input }));
    if (answer === "no-answer") throw hungUp();
    return "status" in answer ? failed(sdkResponse(answer)) : { response: undefined, output: withMetadata(answer) };
  };
};

const withMetadata = ({ output, requestId }: ValueAnswer) => ({
  ...output,
  $metadata: { httpStatusCode: 200, requestId, extendedRequestId: undefined, cfId: undefined },
});

/** A command's way to the world in few steps; undefined if it has steps of its own. */
const shortWay = (
  command: object,
  clientStack: Stack,
  configuration: Configuration,
  { CommandCtor, middlewareFn, clientName, commandName, smithyContext, additionalContext }: CommandParts,
): Handler | undefined => {
  const stack = clientStack.clone();
  for (const plugin of middlewareFn.call(command, CommandCtor, clientStack, configuration, undefined))
    stack.use(plugin);
  const steps = (of: Stack) => of.identify().map((step) => step.split(" ")[0] ?? "");
  const own = steps(stack).filter((step) => !steps(clientStack).includes(step) && !stepsOfTheWire.includes(step));
  const { operationSchema } = smithyContext;
  if (own.length > 0 || operationSchema === undefined) return undefined;
  for (const step of [...stepsOfTheWire, "retryMiddleware"]) stack.remove(step);
  stack.add(tryAgain(configuration), { name: "retryMiddleware", step: "finalizeRequest", priority: "high" });
  const context = {
    clientName,
    commandName,
    logger: configuration.logger,
    endpointV2,
    ...additionalContext,
    [smithyContextKey]: { commandInstance: command, ...smithyContext },
  };
  const known = protocols[configuration.defaultSigningName]?.byValue?.(operationSchema[2]);
  if (known === undefined) return stack.resolve(sendSigned(configuration), context);
  for (const step of ["serializerMiddleware", "deserializerMiddleware"]) stack.remove(step);
  return stack.resolve(perform(configuration, { ...configuration, ...context }, operationSchema), context);
};

/** A client's steps are set when it makes its first call of a kind, as with the SDK's own `cacheMiddleware`. */
const patchCommands = () => {
  const ways = new WeakMap<object, Map<object, Handler | undefined>>();
  const { resolveMiddlewareWithContext } = Command.prototype;
  Command.prototype.resolveMiddlewareWithContext = function (
    ...given: Parameters<typeof resolveMiddlewareWithContext>
  ) {
    const theWholeWay = () => resolveMiddlewareWithContext.apply(this, given);
    const [stack, configuration, options, parts] = given as unknown as [Stack, Configuration, unknown, CommandParts];
    if (currentProcess() === undefined || options !== undefined) return theWholeWay();
    const known = ways.get(configuration) ?? new Map<object, Handler | undefined>();
    ways.set(configuration, known);
    if (!known.has(parts.CommandCtor)) known.set(parts.CommandCtor, shortWay(this, stack, configuration, parts));
    return (known.get(parts.CommandCtor) as ReturnType<typeof theWholeWay> | undefined) ?? theWholeWay();
  };
};

const patchHttp = () => {
  const { handle } = NodeHttpHandler.prototype;
  NodeHttpHandler.prototype.handle = function (...given) {
    const process = currentProcess();
    return process === undefined ? handle.apply(this, given) : send(given[0] as SdkRequest, process);
  };
};

interface SigningScope {
  readonly signingRegion?: string;
  readonly signingService?: string;
}

/** What a signer knows by itself. */
type Signer = SignatureV4 & { readonly regionProvider: () => Promise<string>; readonly service: string };

const patchSignatures = () => {
  const { sign } = SignatureV4.prototype;
  SignatureV4.prototype.sign = async function (this: Signer, ...given: Parameters<typeof sign>) {
    const process = currentProcess();
    const [request, options] = given as unknown as [SdkRequest, SigningScope];
    if (process === undefined || !("headers" in request)) return sign.apply(this, given);
    const region = options?.signingRegion ?? (await this.regionProvider());
    const service = options?.signingService ?? this.service;
    return Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
      headers: { ...request.headers, authorization: authorization(process, region, service) },
    });
  } as typeof sign;
};

/** A client's bucket of retries is its process's, too: what one world used up must not be missing in the next. */
const patchRetries = () => {
  const buckets = new WeakMap<FunctionProcess, Map<object, number>>();
  const { acquireInitialRetryToken } = StandardRetryStrategy.prototype;
  const separated = new WeakSet<object>();
  const separate = (strategy: object) => {
    separated.add(strategy);
    let ours = INITIAL_RETRY_TOKENS;
    Object.defineProperty(strategy, "capacity", {
      get: () => {
        const process = currentProcess();
        return process === undefined ? ours : (buckets.get(process)?.get(strategy) ?? INITIAL_RETRY_TOKENS);
      },
      set: (capacity: number) => {
        const process = currentProcess();
        if (process === undefined) ours = capacity;
        else buckets.set(process, (buckets.get(process) ?? new Map()).set(strategy, capacity));
      },
    });
  };
  StandardRetryStrategy.prototype.acquireInitialRetryToken = function (...given) {
    if (!separated.has(this)) separate(this);
    return acquireInitialRetryToken.apply(this, given);
  };
};

let patched = false;

/** Makes this process one whose SDK serves simulated processes too; once is enough. */
export const allowSdkCalls = (): void => {
  if (patched) return;
  patched = true;
  patchCommands();
  patchHttp();
  patchSignatures();
  patchRetries();
};
