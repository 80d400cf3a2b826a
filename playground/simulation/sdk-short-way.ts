/** The few steps in which a call of the AWS SDK reaches the world: the client's own middleware, its retries, then the gateway. */
import type { HttpResponse as SdkResponse } from "@smithy/core/protocols";
import { retryMiddleware } from "@smithy/core/retry";
import type { CredentialScope } from "../gateway/credential-scope.ts";
import type { ValueAnswer } from "../gateway/prepare.ts";
import { protocols } from "../gateway/protocols.ts";
import { currentProcess, type Door, type FunctionProcess, hungUp, regionOf } from "./function-process.ts";
import { authorization, type SdkRequest, sdkResponse, send } from "./sdk-request.ts";

/** What is used of a client's middleware stack, configuration and command. */
export interface MiddlewareStack {
  add(
    middleware: Middleware,
    options: { readonly name: string; readonly step: string; readonly priority: string; readonly override?: boolean },
  ): void;
  clone(): MiddlewareStack;
  concat(other: MiddlewareStack): MiddlewareStack;
  use(plugin: unknown): void;
  remove(name: string): boolean;
  identify(): readonly string[];
  resolve(handler: SdkHandler, context: object): SdkHandler;
}

interface Given {
  readonly input: Readonly<Record<string, unknown>>;
  readonly request?: SdkRequest;
}
interface Answered {
  readonly response: unknown;
  readonly output?: { readonly $metadata: object };
}
export type SdkHandler = (given: Given) => Promise<Answered>;
type Middleware = (next: SdkHandler, context: object) => SdkHandler;

interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<object>;
  recordSuccess(token: object): void;
}

export interface Configuration {
  readonly defaultSigningName: string;
  readonly region: () => Promise<string>;
  readonly retryStrategy: () => Promise<RetryStrategy>;
  readonly logger?: unknown;
  readonly protocol: {
    deserializeResponse(operation: object, context: object, response: SdkResponse): Promise<object>;
  };
}

export interface CommandParts {
  readonly CommandCtor: object;
  readonly middlewareFn: (
    command: object,
    stack: MiddlewareStack,
    configuration: Configuration,
    options: unknown,
  ) => unknown[];
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

/** The operation that is known by value of a command, if it is; called through any of the doors. */
export const wayByValue = (
  { defaultSigningName }: Configuration,
  { smithyContext: { operationSchema } }: CommandParts,
) => (operationSchema === undefined ? undefined : protocols[defaultSigningName]?.byValue?.(operationSchema[2]));

/**
 * The SDK's retries, from the first failure on. They make an error for every call, to have one at hand, and to write down where it
 * was made takes longer than all else that they do: a call that succeeds at once is spared it. They also draw an id for every request;
 * one that could be made by value has none through any door, so that the process's randomness is the same behind all.
 */
export const tryAgain =
  (configuration: Configuration, withoutId: boolean): Middleware =>
  (next, context) => {
    const ofTheSdk = (retryMiddleware as unknown as (of: Configuration) => Middleware)(configuration);
    return async (given) => {
      const strategy = await configuration.retryStrategy();
      const token = await strategy.acquireInitialRetryToken("");
      let answered: Answered;
      try {
        answered = await next(given);
      } catch (error) {
        let told = false;
        const again: SdkHandler = () => {
          if (told) return next(given);
          told = true;
          return Promise.reject(error);
        };
        return ofTheSdk(again, context)(withoutId ? { input: given.input } : given);
      }
      strategy.recordSuccess(token);
      Object.assign(answered.output?.$metadata ?? {}, { attempts: 1, totalRetryDelay: 0 });
      return answered;
    };
  };

/** The last step of a call that is sent: the request as it stands, signed. */
const sendSigned =
  ({ region, defaultSigningName: service }: Configuration): SdkHandler =>
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
): SdkHandler => {
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
      region: regionOf(process, await region()),
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

/** Where a client's stack has its retries. */
export const retries = { name: "retryMiddleware", step: "finalizeRequest", priority: "high" };

/** A command's way to the world in few steps, by value where that is known unless it shall be `sent`; undefined if it has steps of its own. */
export const shortWay = (
  door: Door,
  command: object,
  clientStack: MiddlewareStack,
  configuration: Configuration,
  parts: CommandParts,
): SdkHandler | undefined => {
  const { CommandCtor, middlewareFn, clientName, commandName, smithyContext, additionalContext } = parts;
  const stack = clientStack.clone();
  for (const plugin of middlewareFn.call(command, CommandCtor, clientStack, configuration, undefined))
    stack.use(plugin);
  const steps = (of: MiddlewareStack) => of.identify().map((step) => step.split(" ")[0] ?? "");
  const own = steps(stack).filter((step) => !steps(clientStack).includes(step) && !stepsOfTheWire.includes(step));
  const { operationSchema } = smithyContext;
  if (own.length > 0 || operationSchema === undefined) return undefined;
  const known = wayByValue(configuration, parts) !== undefined;
  for (const step of [...stepsOfTheWire, retries.name]) stack.remove(step);
  stack.add(tryAgain(configuration, known), retries);
  const context = {
    clientName,
    commandName,
    logger: configuration.logger,
    endpointV2,
    ...additionalContext,
    [smithyContextKey]: { commandInstance: command, ...smithyContext },
  };
  if (!known || door === "sent") return stack.resolve(sendSigned(configuration), context);
  for (const step of ["serializerMiddleware", "deserializerMiddleware"]) stack.remove(step);
  return stack.resolve(perform(configuration, { ...configuration, ...context }, operationSchema), context);
};
